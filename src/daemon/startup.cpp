#include "daemon/startup.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "daemon/card_service.hpp"
#include "daemon/config_report.hpp"
#include "daemon/event_loop.hpp"
#include "daemon/known_past.hpp"
#include "daemon/listening.hpp"
#include "daemon/load_config.hpp"
#include "daemon/load_keys.hpp"
#include "daemon/log_target.hpp"
#include "daemon/log_text.hpp"
#include "daemon/modesty.hpp"
#include "daemon/paths.hpp"
#include "daemon/rtc_keeper.hpp"
#include "daemon/start_report.hpp"
#include "daemon/xdp_service.hpp"
#include "discipline/drift_file.hpp"
#include "platform/clock_privilege.hpp"
#include "platform/fallback_clock.hpp"
#include "platform/files.hpp"
#include "platform/machine_clock.hpp"
#include "platform/pid_file.hpp"
#include "platform/privileges.hpp"
#include "platform/process.hpp"
#include "platform/read_only_clock.hpp"
#include "platform/service_manager.hpp"
#include "platform/signals.hpp"
#include "platform/system_identity.hpp"
#include "platform/virtual_clock.hpp"

namespace foliot::daemon {
namespace {

constexpr std::size_t kMaxDriftBytes = 4096;

std::unique_ptr<platform::PlatformClock> open_clock(const Options& options, const config::Config& config, Logger& log) {
  if (options.virtual_clock) {
    auto clock = platform::VirtualClock::open(*options.virtual_clock);
    if (clock) return std::move(*clock);
    log.error(fmt::format("virtual clock {}: {}; make one with `ntpclock create`", *options.virtual_clock,
                          clock.error().text()));
    return nullptr;
  }
  // With `disable ntp` no command is ever given, so the kernel's clock can be read without any privilege.
  if (!config.discipline.enabled || platform::may_steer()) {
    return std::make_unique<platform::FallbackClock>(std::make_unique<platform::KernelClock>());
  }
  log.warning(kReadOnlyText);
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
  setup.running = clock.frequency();
  setup.asleep = platform::time_asleep();
  setup.clock_leaps = clock.takes_leap_seconds();
  setup.precision = platform::measure_precision(clock);
  setup.own_addresses = own_addresses(plan, local_addresses());
  const platform::SystemIdentity identity = platform::system_identity();
  setup.version = version_text();
  setup.processor = identity.processor;
  setup.system = identity.system;
  return setup;
}

struct Prepared {
  config::Config config;
  std::shared_ptr<const auth::KeyRing> keys;  ///< read before the user changes: the file is his predecessor's
  std::unique_ptr<platform::PlatformClock> clock;
  ServiceSockets service;
  ListenPlan plan;
};

/// All that can go wrong in front of the user, before the terminal is left.
std::optional<Prepared> prepare(const Options& options, Logger& log) {
  Prepared prepared;
  LoadedConfig loaded = load_config(options);
  report_findings(loaded, options, log);
  if (options.strict && !loaded.is_sound()) {
    log.error("the configuration has errors: not started, because of --strict");
    return std::nullopt;
  }
  prepared.config = std::move(loaded.config);
  prepared.keys =
      load_keys(prepared.config, std::make_shared<const auth::KeyRing>(), log, platform::service_group(options.user));
  prepared.clock = open_clock(options, prepared.config, log);
  if (!prepared.clock) return std::nullopt;
  prepared.service.take_card_stamps(asks_for_card_stamps(prepared.config));
  prepared.plan = plan_listening(prepared.config.interfaces, local_addresses(), options.listen_scope());
  if (!listen(prepared.service, prepared.plan, prepared.config, log)) return std::nullopt;
  return prepared;
}

int serve(Options& options, Prepared& prepared, std::optional<platform::Readiness> parent, Logger& log) {
  std::optional<platform::PidFile> pid_file;
  if (prepared.config.pidfile) {
    auto created = platform::PidFile::create(*prepared.config.pidfile);
    if (!created) log.error(fmt::format("pid file {}: {}", *prepared.config.pidfile, created.error().text()));
    if (created) pid_file.emplace(std::move(*created));
  }
  platform::ServiceManager manager = platform::ServiceManager::from_environment();
  const auto rtc = options.quit ? nullptr : open_rtc(prepared.config, log);
  XdpService xdp(*prepared.clock, log);
  xdp.load(prepared.config);
  CardService cards(platform::system_card_calls(), log);
  if (asks_for_card_stamps(prepared.config)) {
    cards.enable(prepared.config, platform::list_links().value_or(std::vector<platform::Link>{}));
  }
  if (!become_modest(options, prepared.config, xdp.is_loaded(), log)) return 1;
  platform::KernelRng rng;
  platform::PlatformClock& clock = *prepared.clock;
  log.use_clock(clock);
  move_clock_to_known_past(prepared.config, clock, log);
  engine::Engine engine(prepared.config, make_setup(prepared.config, clock, prepared.plan, log), clock.now(), rng);
  EventLoop loop({clock, engine, prepared.service, log, rng, manager, xdp, cards, rtc.get()}, options, prepared.config,
                 prepared.keys);
  StartReport report(std::move(parent), manager, options, clock.now().mono);
  const Ending ending = loop.run([&](bool synchronized) { return report.observe(synchronized, clock.now().mono); });
  return ending == Ending::failed ? 1 : 0;
}

}  // namespace

int run_daemon(const Options& given) {
  Options options = given;
  options.start_folder = platform::working_folder();
  options.config_file = found_at(options.config_file, options);
  if (const auto status = run_config_command(options)) return *status;
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
