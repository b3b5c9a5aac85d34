#include "daemon/modesty.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "daemon/paths.hpp"
#include "platform/files.hpp"
#include "platform/jail.hpp"
#include "platform/privileges.hpp"
#include "platform/process.hpp"
#include "platform/sandbox.hpp"

namespace foliot::daemon {
namespace {

constexpr int kNicePriority = 50;
constexpr std::size_t kMostBytes = 4'000'000;

void raise_priority(const Options& options, Logger& log) {
  if (!options.nice && !options.priority) return;
  const auto raised = platform::set_realtime_priority(options.priority.value_or(kNicePriority));
  if (!raised) log.warning(fmt::format("priority: {}", raised.error().text()));
}

void report_jail(const platform::JailReport& report, const Options& options, Logger& log) {
  const std::string& jail = *options.jaildir;
  if (!report.copied.empty()) log.notice(fmt::format("jail {}: copied {}", jail, fmt::join(report.copied, ", ")));
  if (!report.old.empty()) {
    log.warning(fmt::format("jail {}: {} differs from the one outside; remove it to have it copied anew", jail,
                            fmt::join(report.old, ", ")));
  }
  if (!report.failed.empty()) {
    log.warning(fmt::format("jail {}: names may not be found without {}", jail, fmt::join(report.failed, ", ")));
  }
  if (!platform::read_small_file(options.config_file, kMostBytes)) {
    log.warning(fmt::format("jail {0}: SIGHUP can read the configuration only from {0}{1}", jail, options.config_file));
  }
}

bool enter_jail(Options& options, config::Config& config, Logger& log) {
  if (!options.jaildir) return true;
  const auto report = platform::enter_jail(*options.jaildir);
  if (!report) {
    log.error(fmt::format("jail {}: {}", *options.jaildir, report.error().text()));
    return false;
  }
  options.in_jail = true;
  options.config_file = found_at(options.config_file, options);
  settle_paths(options, config);
  report_jail(*report, options, log);
  return true;
}

bool enter_sandbox(const Options& options, const config::Config& config, bool keeps_bpf, Logger& log) {
  const auto report = platform::enter_sandbox({options.sandbox, writable_folders(options, config), keeps_bpf});
  if (!report) {
    log.error(fmt::format("sandbox: {}; `--sandbox off` starts without one", report.error().text()));
    return false;
  }
  if (!report->calls.empty()) log.info(fmt::format("sandbox: system calls are not confined: {}", report->calls));
  if (!report->files.empty()) log.info(fmt::format("sandbox: files are not confined: {}", report->files));
  return true;
}

bool drop_to_user(Options& options, config::Config& config, Logger& log) {
  platform::DropOptions drop;
  if (options.user) {
    const auto identity = platform::find_identity(*options.user);  // outside the jail, where the user database is
    if (!identity) {
      log.error(fmt::format("cannot find user or group `{}`: {}", *options.user, identity.error().text()));
      return false;
    }
    drop.identity = *identity;
    log.sink().give_to(identity->user, identity->group);
  }
  if (!enter_jail(options, config, log)) return false;
  if (!options.user) return true;
  const auto dropped = platform::drop_privileges(drop);
  if (!dropped) log.error(fmt::format("giving up privileges failed: {}", dropped.error().text()));
  return dropped.has_value();
}

}  // namespace

bool become_modest(Options& options, config::Config& config, bool keeps_bpf, Logger& log) {
  raise_priority(options, log);
  if (!drop_to_user(options, config, log)) return false;
  const auto dropped = platform::drop_bpf_capabilities();
  if (!dropped) log.error(fmt::format("giving up privileges failed: {}", dropped.error().text()));
  return dropped && enter_sandbox(options, config, keeps_bpf, log);
}

}  // namespace foliot::daemon
