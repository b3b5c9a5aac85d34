// mrulist: the clients that a server remembers.
#include <fmt/format.h>

#include <ostream>

#include "tools/ntpq/answers.hpp"
#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/mru_walk.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

/// While it lives, Ctrl-C ends the walk and not the program.
class CaughtInterrupts {
 public:
  explicit CaughtInterrupts(Surroundings& surroundings) : surroundings_(&surroundings) {
    surroundings_->catch_interrupts(true);
  }
  ~CaughtInterrupts() { surroundings_->catch_interrupts(false); }
  CaughtInterrupts(const CaughtInterrupts&) = delete;
  CaughtInterrupts& operator=(const CaughtInterrupts&) = delete;

 private:
  Surroundings* surroundings_;
};

/// The bits of the daemon that is asked; those of old when it does not tell its version.
RefusalBits bits_of_server(Session& session) {
  const auto answer =
      session.try_ask({.opcode = wire::ControlOpcode::read_variables, .association_id = 0, .data = "version"});
  if (!answer) return {};
  return refusal_bits_of(find_value(parse_variables(answer->text()), "version").value_or(""));
}

MruStyle style_of(Session& session, const MruOptions& options) {
  return {.with_score = options.with_score, .remote = [&session](const MruEntry& entry) {
            const auto address = base::IpAddress::parse(entry.host);
            const auto name = address ? session.name_of(*address) : std::nullopt;
            return escaped(name.value_or(entry.host));
          }};
}

void show_progress(Session& session, const MruWalk& walk) {
  *session.err << fmt::format("\r{} ({} updates) ", walk.known(), walk.updates()) << std::flush;
}

std::expected<MruList, Failure> walk_list(Session& session, const MruOptions& options) {
  const CaughtInterrupts caught(*session.surroundings);
  const RefusalBits bits = bits_of_server(session);
  const MruStyle style = style_of(session, options);
  MruWalk* progress = nullptr;
  MruWalk::Hooks hooks{.ask = [&](const Question& question) { return session.try_ask(question); },
                       .now_ms = [&] { return session.client->now_ms(); },
                       .interrupted = [&] { return session.surroundings->interrupted(); }};
  const bool quiet = !session.settings.terminal || session.settings.json;
  hooks.answered = [&](const Answer& answer) {
    if (session.settings.raw && !session.settings.json) *session.out << raw_text(answer);
    if (!quiet) show_progress(session, *progress);
  };
  if (session.settings.direct && !session.settings.raw && !session.settings.json) {
    hooks.arrived = [&](const std::vector<MruEntry>& entries) {
      const Timestamp now = to_timestamp(session.surroundings->now());
      for (const MruEntry& entry : entries) *session.out << mru_line(entry, now, bits, style);
    };
  }
  MruWalk walk(options, bits, std::move(hooks));
  progress = &walk;
  auto list = walk.run();
  if (!quiet) *session.err << "\r                                        \r";
  return list;
}

void print_list(Session& session, const MruOptions& options, MruList& list) {
  if (!list.complete) list.now = to_timestamp(session.surroundings->now());
  sort_entries(list.entries, options.sort);
  std::ostream& out = *session.out;
  if (session.settings.json) {
    out << clients_json(session.client->host(), list);
    return;
  }
  if (!list.complete) out << "mrulist retrieval interrupted by operator.\nDisplaying partial client list.\n";
  if (session.settings.raw || session.settings.direct) return;
  const MruStyle style = style_of(session, options);
  out << mru_header(style);
  for (const MruEntry& entry : list.entries) out << mru_line(entry, list.now, list.bits, style);
}

}  // namespace

bool run_mrulist(Session& session, const Arguments& arguments) {
  const auto options = parse_mru_options(arguments);
  if (!options) {
    *session.err << options.error() << '\n';
    return false;
  }
  if (!session.settings.json) {
    *session.out << session.labelled("Ctrl-C will stop MRU retrieval and display partial results.\n") << std::flush;
  }
  auto list = walk_list(session, *options);
  if (!list) {
    session.complain(list.error(), 0);
    return false;
  }
  print_list(session, *options, *list);
  return true;
}

}  // namespace foliot::ntpq
