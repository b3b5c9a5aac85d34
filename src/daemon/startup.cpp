#include "daemon/startup.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "daemon/event_loop.hpp"
#include "daemon/listening.hpp"
#include "daemon/load_config.hpp"
#include "daemon/log_target.hpp"
#include "discipline/drift_file.hpp"
#include "platform/clock_privilege.hpp"
#include "platform/files.hpp"
#include "platform/pid_file.hpp"
#include "platform/privileges.hpp"
#include "platform/process.hpp"
#include "platform/read_only_clock.hpp"
#include "platform/signals.hpp"
#include "platform/system_identity.hpp"
#include "platform/virtual_clock.hpp"

namespace foliot::daemon {
namespace {

constexpr std::size_t kMaxDriftBytes = 4096;
constexpr int kNicePriority = 50;

std::unique_ptr<platform::PlatformClock> open_clock(const Options& options, const config::Config& config, Logger& log) {
  if (options.virtual_clock) {
    auto clock = platform::VirtualClock::open(*options.virtual_clock);
    if (clock) return std::move(*clock);
    log.error(fmt::format("virtual clock {}: {}; make one with `ntpclock create`", *options.virtual_clock,
                          clock.error().text()));
    return nullptr;
  }
  // With `disable ntp` no command is ever given, so the kernel's clock can be read without any privilege.
  if (!config.discipline.enabled || platform::may_steer()) return std::make_unique<platform::KernelClock>();
  log.warning(
      "no permission to set the clock (CAP_SYS_TIME): it is left alone; its error is tracked, and time is "
      "served corrected by it");
  return std::make_unique<platform::ReadOnlyClock>();
}

std::optional<Frequency> load_drift(const config::Config& config, Logger& log) {
  if (!config.driftfile) return std::nullopt;
  const auto text = platform::read_small_file(*config.driftfile, kMaxDriftBytes);
  if (!text) return std::nullopt;  // the first start: there is none yet
  const auto drift = discipline::parse_drift(*text);
  if (drift) return *drift;
  log.warning(fmt::format("frequency file {} is not a number within 500 ppm; learning anew", *config.driftfile));
  return std::nullopt;
}

engine::Setup make_setup(const config::Config& config, platform::PlatformClock& clock, const ListenPlan& plan,
                         Logger& log) {
  engine::Setup setup;
  setup.drift = load_drift(config, log);
  setup.max_frequency = clock.max_frequency();
  setup.clock_leaps = clock.takes_leap_seconds();
  setup.precision = platform::measure_precision(clock);
  setup.own_addresses = own_addresses(plan, local_addresses());
  const platform::SystemIdentity identity = platform::system_identity();
  setup.version = version_text();
  setup.processor = identity.processor;
  setup.system = identity.system;
  return setup;
}

/// Gives up what is not needed any more. True when the daemon can go on.
bool become_modest(const Options& options, Logger& log) {
  if (options.nice || options.priority) {
    const auto raised = platform::set_realtime_priority(options.priority.value_or(kNicePriority));
    if (!raised) log.warning(fmt::format("priority: {}", raised.error().text()));
  }
  if (!options.user && !options.jaildir) return true;
  platform::DropOptions drop;
  drop.chroot = options.jaildir.value_or("");
  if (options.user) {
    const auto identity = platform::find_identity(*options.user);
    if (!identity) {
      log.error(fmt::format("cannot find user or group `{}`: {}", *options.user, identity.error().text()));
      return false;
    }
    drop.identity = *identity;
  }
  const auto dropped = platform::drop_privileges(drop);
  if (!dropped) log.error(fmt::format("giving up privileges failed: {}", dropped.error().text()));
  return dropped.has_value();
}

/// Tells the waiting parent that the daemon runs (at once, or with -w when synchronised, or that it took too long).
class StartReport {
 public:
  StartReport(std::optional<platform::Readiness> parent, const Options& options, MonoTime now)
      : parent_(std::move(parent)) {
    if (!options.wait_sync_s) announce();
    if (options.wait_sync_s.value_or(0) > 0) give_up_at_ = now + Interval::from_seconds(*options.wait_sync_s);
  }
  /// False once there is nobody left to tell.
  bool observe(bool synchronized, MonoTime now) {
    if (parent_ && synchronized) announce();
    if (parent_ && give_up_at_ && now >= *give_up_at_) parent_.reset();
    return parent_.has_value();
  }

 private:
  void announce() {
    if (parent_) parent_->announce();
    parent_.reset();
  }

  std::optional<platform::Readiness> parent_;
  std::optional<MonoTime> give_up_at_;
};

struct Prepared {
  config::Config config;
  std::unique_ptr<platform::PlatformClock> clock;
  ServiceSockets service;
  ListenPlan plan;
};

/// All that can go wrong in front of the user, before the terminal is left.
std::optional<Prepared> prepare(const Options& options, Logger& log) {
  Prepared prepared;
  LoadedConfig loaded = load_config(options);
  report_findings(loaded, options, log);
  prepared.config = std::move(loaded.config);
  prepared.clock = open_clock(options, prepared.config, log);
  if (!prepared.clock) return std::nullopt;
  prepared.plan = plan_listening(prepared.config.interfaces, local_addresses(), options.family);
  if (!listen(prepared.service, prepared.plan, prepared.config.port, log)) return std::nullopt;
  return prepared;
}

int serve(const Options& options, Prepared& prepared, std::optional<platform::Readiness> parent, Logger& log) {
  std::optional<platform::PidFile> pid_file;
  if (prepared.config.pidfile) {
    auto created = platform::PidFile::create(*prepared.config.pidfile);
    if (!created) log.error(fmt::format("pid file {}: {}", *prepared.config.pidfile, created.error().text()));
    if (created) pid_file.emplace(std::move(*created));
  }
  if (!become_modest(options, log)) return 1;
  platform::KernelRng rng;
  platform::PlatformClock& clock = *prepared.clock;
  log.use_clock(clock);
  engine::Engine engine(prepared.config, make_setup(prepared.config, clock, prepared.plan, log), clock.now(), rng);
  EventLoop loop({clock, engine, prepared.service, log, rng}, options, prepared.config);
  StartReport report(std::move(parent), options, clock.now().mono);
  const Ending ending = loop.run([&](bool synchronized) { return report.observe(synchronized, clock.now().mono); });
  return ending == Ending::failed ? 1 : 0;
}

}  // namespace

int run_daemon(const Options& options) {
  platform::LogSink sink("ntpd");
  Logger log(sink);
  auto prepared = prepare(options, log);
  if (!prepared || !direct_log(options, prepared->config, log)) return 1;
  std::optional<platform::Readiness> parent;
  if (!options.foreground && !options.quit) {
    auto readiness = platform::daemonize();
    if (!readiness) {
      log.error(fmt::format("cannot go into the background: {}", readiness.error().text()));
      return 1;
    }
    parent.emplace(std::move(*readiness));
  }
  const auto installed = platform::install_signals();
  if (!installed) log.error(installed.error().text());
  log.notice(fmt::format("{} starting", version_text()));
  for (const std::string& name : options.accepted_without_effect) {
    log.info(fmt::format("option {} has no effect", name));
  }
  return serve(options, *prepared, std::move(parent), log);
}

}  // namespace foliot::daemon
