#include "daemon/load_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/parser.hpp"
#include "daemon/config_files.hpp"
#include "daemon/paths.hpp"
#include "platform/files.hpp"

namespace foliot::daemon {
namespace {

/// Where a setting of the command line is said to come from.
config::Origins command_line_origins(const Options& options) {
  config::Origins origins;
  const auto add_if = [&origins](bool given, const char* setting) {
    if (given) origins[setting] = config::Place{"command line", 0, 0};
  };
  add_if(options.driftfile.has_value(), "driftfile");
  add_if(options.logfile.has_value(), "logfile");
  add_if(options.pidfile.has_value(), "pidfile");
  add_if(options.keyfile.has_value(), "keys");
  add_if(options.statsdir.has_value(), "statsdir");
  add_if(options.auth_required.has_value(), "enable auth");
  add_if(options.broadcast_sync, "enable bclient");
  add_if(options.propagation_delay_s.has_value(), "broadcastdelay");
  add_if(!options.trusted_keys.empty(), "trustedkey");
  add_if(!options.variables.empty(), "setvar");
  return origins;
}

void parse_into(LoadedConfig& loaded, const std::string& text, const Options& options) {
  ConfigFiles files(options);
  const auto companions = read_companions(options.config_file);
  config::ParseRequest request{.text = text, .file_name = options.config_file, .includes = &files};
  if (companions) request.after = *companions;
  auto parsed = config::parse(std::move(request));
  loaded.config = std::move(parsed.config);
  loaded.findings = std::move(parsed.findings);
  loaded.origins = std::move(parsed.origins);
  if (companions) return;
  loaded.findings.push_back({.code = config::FindingCode::file_unreadable,
                             .place = {options.config_file, 0, 0},
                             .word = "ntp.d",
                             .expected = companions.error()});
}

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
    parse_into(loaded, *text, options);
  } else {
    loaded.unreadable = text.error();
  }
  apply(options, loaded.config);
  for (const auto& [setting, place] : command_line_origins(options)) loaded.origins.insert_or_assign(setting, place);
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
