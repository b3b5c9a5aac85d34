// chroot(2), and the resolver's files.
#include "platform/jail.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <map>

#include "platform/files.hpp"
#include "platform/resolver.hpp"

namespace foliot::platform {
namespace {

constexpr std::array kResolverFiles{"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/gai.conf"};
constexpr std::size_t kMostBytes = 1'000'000;
constexpr mode_t kFolderMode = 0755;

std::map<std::string, std::string> read_resolver_files() {
  std::map<std::string, std::string> texts;
  for (const char* path : kResolverFiles) {
    if (auto text = read_small_file(path, kMostBytes)) texts.emplace(path, std::move(*text));
  }
  return texts;
}

/// The modules that nsswitch.conf names, and the time zone, are loaded at their first use and kept.
void load_what_cannot_be_reached_inside() {
  static_cast<void>(look_up("localhost", std::nullopt));
  tzset();
}

void put_in_place(const std::string& path, const std::string& text, JailReport& report) {
  const auto inside = read_small_file(path, kMostBytes);
  if (inside) {
    if (*inside != text) report.old.push_back(path);
  } else if (inside.error().errno_value == ENOENT && write_file_atomically(path, text)) {
    report.copied.push_back(path);
  } else {
    report.failed.push_back(path);
  }
}

}  // namespace

std::expected<JailReport, SysError> enter_jail(const std::string& folder) {
  const auto texts = read_resolver_files();
  load_what_cannot_be_reached_inside();
  if (chroot(folder.c_str()) < 0) return fail("chroot");
  if (chdir("/") < 0) return fail("chdir");
  JailReport report;
  mkdir("/etc", kFolderMode);  // it may be there; whatever else is wrong shows at the first file
  for (const auto& [path, text] : texts) put_in_place(path, text, report);
  return report;
}

std::string path_in_jail(const std::string& path, const std::string& folder) {
  std::string prefix = folder;
  while (prefix.ends_with('/')) prefix.pop_back();
  return path.starts_with(prefix + '/') ? path.substr(prefix.size()) : path;
}

}  // namespace foliot::platform
