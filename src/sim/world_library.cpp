#include "sim/world_library.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace foliot::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".world";

}  // namespace

std::expected<std::string, std::string> read_text_file(const std::string& path) {
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  if (!in || fs::is_directory(path, error)) return std::unexpected(path + ": cannot be read");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::expected<void, std::string> write_text_file(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) return std::unexpected(path + ": cannot be written");
  return {};
}

std::expected<NamedWorld, std::string> load_world(const std::string& path) {
  const auto text = read_text_file(path);
  if (!text) return std::unexpected(text.error() + "; `ntpsim list` shows the worlds that are known by name\n");
  auto file = parse_world(*text);
  const std::string name = fs::path(path).stem().string();
  if (file) {
    if (file->title.empty()) file->title = name;
    return NamedWorld{name, path, std::move(*file)};
  }
  std::string errors;
  for (const WorldError& error : file.error()) errors += to_text(error, path) + '\n';
  return std::unexpected(errors);
}

std::vector<std::string> library_directories(const std::string& program) {
  std::error_code error;
  const fs::path self = fs::canonical("/proc/self/exe", error);
  const fs::path beside = error ? fs::path(program).parent_path() : self.parent_path();
  return {"tests/scenarios/worlds", (beside / "../../tests/scenarios/worlds").lexically_normal().string(),
          (beside / "../share/foliot/worlds").lexically_normal().string()};
}

std::vector<std::string> world_paths(const std::string& directory) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == kExtension) paths.push_back(entry.path().string());
  }
  std::ranges::sort(paths);
  return paths;
}

std::string find_world(const std::string& name, const std::vector<std::string>& directories) {
  std::error_code error;
  if (fs::is_regular_file(name, error)) return name;
  for (const std::string& directory : directories) {
    const fs::path path = fs::path(directory) / (name + std::string(kExtension));
    if (fs::is_regular_file(path, error)) return path.string();
  }
  return name;
}

}  // namespace foliot::sim
