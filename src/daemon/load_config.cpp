#include "daemon/load_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/parser.hpp"
#include "daemon/paths.hpp"
#include "platform/files.hpp"

namespace foliot::daemon {
namespace {

constexpr std::size_t kMaxConfigBytes = 4'000'000;

}  // namespace

bool LoadedConfig::is_sound() const {
  return !unreadable && std::ranges::none_of(findings, [](const config::Finding& finding) {
    return finding.severity == config::Severity::error;
  });
}

LoadedConfig load_config(const Options& options) {
  LoadedConfig loaded;
  const auto text = platform::read_small_file(options.config_file, kMaxConfigBytes);
  if (text) {
    auto parsed = config::parse(*text, options.config_file);
    loaded.config = std::move(parsed.config);
    loaded.findings = std::move(parsed.findings);
  } else {
    loaded.unreadable = text.error();
  }
  apply(options, loaded.config);
  settle_paths(options, loaded.config);
  return loaded;
}

void report_findings(const LoadedConfig& loaded, const Options& options, Logger& log) {
  if (loaded.unreadable) {
    log.error(fmt::format("getconfig: Couldn't open <{}>: {}", options.config_file, loaded.unreadable->text()));
  }
  for (const config::Finding& finding : loaded.findings) {
    const auto level =
        finding.severity == config::Severity::error ? platform::LogLevel::error : platform::LogLevel::warning;
    log.write(level, config::to_text(finding));
  }
}

}  // namespace foliot::daemon
