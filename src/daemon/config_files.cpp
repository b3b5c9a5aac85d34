#include "daemon/config_files.hpp"

#include <cerrno>

#include "config/parser.hpp"
#include "daemon/paths.hpp"
#include "platform/files.hpp"

namespace foliot::daemon {
namespace {

using Texts = std::expected<std::vector<config::SourceText>, std::string>;

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash + 1));
}

Texts read_folder(const std::string& path) {
  const auto names = platform::list_folder(path, config::kMaxIncludedFiles);
  if (!names) return std::unexpected(names.error().text());
  const std::string folder = path.ends_with('/') ? path : path + '/';
  std::vector<config::SourceText> texts;
  for (const std::string& name : *names) {
    if (!name.ends_with(".conf")) continue;
    const std::string file = folder + name;
    auto text = platform::read_small_file(file, kMaxConfigBytes);
    if (!text) return std::unexpected(file + ": " + text.error().text());
    texts.push_back({file, std::move(*text)});
  }
  return texts;
}

}  // namespace

Texts ConfigFiles::read(std::string_view path, std::string_view from) {
  const std::string name(path);
  std::string file = path.starts_with('/') ? found_at(name, options_) : folder_of(from) + name;
  auto text = platform::read_small_file(file, kMaxConfigBytes);
  if (!text && text.error().errno_value == ENOENT && !path.starts_with('/')) {
    file = found_at(name, options_);
    text = platform::read_small_file(file, kMaxConfigBytes);
  }
  if (text) return std::vector<config::SourceText>{{file, std::move(*text)}};
  if (text.error().errno_value == EISDIR) return read_folder(file);
  return std::unexpected(text.error().text());
}

Texts read_companions(const std::string& config_file) {
  const std::string folder = folder_of(config_file) + "ntp.d";
  if (!platform::list_folder(folder, config::kMaxIncludedFiles)) return std::vector<config::SourceText>{};
  return read_folder(folder);
}

}  // namespace foliot::daemon
