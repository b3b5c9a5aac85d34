#include "daemon/startup.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "config/parser.hpp"
#include "daemon/event_loop.hpp"
#include "discipline/drift_file.hpp"
#include "platform/clock_privilege.hpp"
#include "platform/files.hpp"
#include "platform/local_addresses.hpp"
#include "platform/pid_file.hpp"
#include "platform/privileges.hpp"
#include "platform/process.hpp"
#include "platform/read_only_clock.hpp"
#include "platform/signals.hpp"
#include "platform/system_identity.hpp"
#include "platform/virtual_clock.hpp"

namespace foliot::daemon {
namespace {

constexpr std::size_t kMaxConfigBytes = 4'000'000;
constexpr std::size_t kMaxDriftBytes = 4096;
constexpr std::uint8_t kDscp = 46;  // expedited forwarding, as in classic
constexpr int kNicePriority = 50;

config::Config load_config(const Options& options, Logger& log) {
  const auto text = platform::read_small_file(options.config_file, kMaxConfigBytes);
  config::ParsedConfig parsed;
  if (text) {
    parsed = config::parse(*text, options.config_file);
  } else {
    log.error(fmt::format("getconfig: Couldn't open <{}>: {}", options.config_file, text.error().text()));
  }
  for (const config::Finding& finding : parsed.findings) {
    const auto level =
        finding.severity == config::Severity::error ? platform::LogLevel::error : platform::LogLevel::warning;
    log.write(level, config::to_text(finding));
  }
  apply(options, parsed.config);
  if (!parsed.config.restricts.empty()) {
    log.warning("restrict lines are read but not enforced yet; keep strangers away from this port by a firewall");
  }
  for (const config::AssociationLine& line : parsed.config.associations) {
    if (!line.options.key_id) continue;
    log.error(fmt::format("{}:{}: symmetric keys are not supported yet: {} will not be believed", line.place.file,
                          line.place.line, line.host));
  }
  return std::move(parsed.config);
}

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

std::vector<LocalAddress> local_addresses() {
  std::vector<LocalAddress> addresses;
  const auto listed = platform::list_local_addresses();
  if (!listed) return addresses;
  for (const auto& one : *listed) addresses.push_back({one.interface, one.ip});
  return addresses;
}

/// True when the daemon can go on.
bool open_service(ServiceSockets& service, const ListenPlan& plan, std::uint16_t port, Logger& log) {
  bool usable = true;
  for (const ListenError& error : service.open(plan, port, kDscp)) {
    const std::string advice = error.cause.is_address_in_use()
                                   ? "; another time daemon is running: stop it, or choose another `port`"
                               : error.cause.is_not_permitted() ? "; start ntpd as root, or choose a `port` above 1023"
                                                                : "";
    log.error(fmt::format("unable to listen on {}: {}{}", error.where, error.cause.text(), advice));
    usable = usable && !error.fatal;
  }
  return usable;
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
  const bool everywhere = plan.wildcard_v4 || plan.wildcard_v6;
  setup.own_addresses = plan.addresses;
  for (const LocalAddress& local : local_addresses()) {
    if (everywhere) setup.own_addresses.push_back(local.address);
  }
  const platform::SystemIdentity identity = platform::system_identity();
  setup.version = version_text();
  setup.processor = identity.processor;
  setup.system = identity.system;
  return setup;
}

bool direct_log(const Options& options, const config::Config& config, Logger& log) {
  if (config.logfile) {
    const auto used = log.sink().use_file(*config.logfile);
    if (!used) log.error(fmt::format("log file {}: {}", *config.logfile, used.error().text()));
    return used.has_value();
  }
  if (!options.foreground && !options.quit) log.sink().use_syslog();
  return true;
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
  prepared.config = load_config(options, log);
  prepared.clock = open_clock(options, prepared.config, log);
  if (!prepared.clock) return std::nullopt;
  prepared.plan = plan_listening(prepared.config.interfaces, local_addresses(), options.family);
  if (!open_service(prepared.service, prepared.plan, prepared.config.port, log)) return std::nullopt;
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
  EventLoop loop({clock, engine, prepared.service, log, rng}, prepared.config.driftfile,
                 prepared.config.discipline.one_shot || prepared.config.switches.panicexit);
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
