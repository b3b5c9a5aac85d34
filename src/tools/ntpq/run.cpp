#include "tools/ntpq/run.hpp"

#include <algorithm>
#include <fstream>
#include <istream>
#include <ostream>
#include <string>

#include "tools/ntpq/keys.hpp"
#include "tools/ntpq/session.hpp"

namespace foliot::ntpq {
namespace {

bool run_commands(Session& session, const Options& options) {
  bool good = true;
  for (const std::string& host : options.hosts) {
    if (!session.open(host, options.family)) {
      good = false;
      continue;
    }
    for (const std::string& command : options.commands) {
      if (session.finished) return good;
      good = execute(session, command) && good;
      session.out->flush();
    }
  }
  return good;
}

/// While it lives, Ctrl-C ends the command that runs and not the program.
class HeldInterrupts {
 public:
  HeldInterrupts(Surroundings& surroundings, bool held) : surroundings_(held ? &surroundings : nullptr) {
    if (surroundings_ != nullptr) surroundings_->catch_interrupts(true);
  }
  ~HeldInterrupts() {
    if (surroundings_ == nullptr) return;
    static_cast<void>(surroundings_->interrupted());
    surroundings_->catch_interrupts(false);
  }
  HeldInterrupts(const HeldInterrupts&) = delete;
  HeldInterrupts& operator=(const HeldInterrupts&) = delete;

 private:
  Surroundings* surroundings_;
};

bool run_lines(Session& session, const Options& options, const Streams& streams) {
  bool good = session.open(options.hosts.front(), options.family);
  const bool prompting = streams.terminal || options.interactive;
  StreamLineReader plain(*streams.in, *streams.out);
  LineReader& lines = streams.lines != nullptr ? *streams.lines : plain;
  while (!session.finished) {
    const auto line = lines.read(prompting ? "ntpq> " : "");
    if (!line) break;
    const HeldInterrupts held(*session.surroundings, prompting);
    good = execute(session, *line) && good;
    session.out->flush();
  }
  return good || prompting;
}

bool run_live(Session& session, const Options& options, const Streams& streams) {
  constexpr double kMillisecondsPerSecond = 1000;
  if (!session.open(options.hosts.front(), options.family)) return false;
  return run_watch(session, *streams.screen,
                   {.interval_ms = static_cast<std::int64_t>(options.interval_s * kMillisecondsPerSecond),
                    .count = options.count,
                    .colour = streams.colour});
}

/// Names get what a wide screen has more than 80 columns, but never so much that rows are hard to follow.
std::size_t remote_width(const Options& options) {
  constexpr std::size_t kScreen = 80;
  constexpr std::size_t kName = 15;
  constexpr std::size_t kMostMore = 24;
  return kName + std::min(std::max(options.width.value_or(kScreen), kScreen) - kScreen, kMostMore);
}

/// Where debug messages go: opened for each, because `logfile` may change it.
void write_trace(const Session& session, const std::string& line) {
  if (session.settings.debug_level == 0) return;
  if (session.settings.log_file.empty()) {
    *session.err << line << '\n';
    return;
  }
  std::ofstream(session.settings.log_file, std::ios::app) << line << '\n';
}

}  // namespace

int run(const Options& options, Channel& channel, Surroundings& surroundings, const Streams& streams) {
  Client client(channel);
  Session session{.client = &client,
                  .surroundings = &surroundings,
                  .out = streams.out,
                  .err = streams.err,
                  .settings = {.family = options.family,
                               .numeric = options.numeric,
                               .wide = options.wide,
                               .json = options.json,
                               .old_rv = options.old_rv,
                               .units = options.units,
                               .supplied_names = options.supplied_names,
                               .reference_hash = options.reference_hash,
                               .terminal = streams.progress,
                               .remote_width = remote_width(options),
                               .debug_level = options.debug_level,
                               .log_file = options.log_file},
                  .hosts = options.hosts,
                  .associations = {}};
  client.trace = [&session](const std::string& line) { write_trace(session, line); };
  if (options.key_id && !take_key_from_file(session, *options.key_id, options.key_file)) return 1;
  if (options.watch && streams.screen != nullptr) return run_live(session, options, streams) ? 0 : 1;
  const bool good = options.commands.empty() ? run_lines(session, options, streams) : run_commands(session, options);
  return good ? 0 : 1;
}

}  // namespace foliot::ntpq
