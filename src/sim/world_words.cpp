#include "sim/world_words.hpp"

#include <array>
#include <utility>

#include "sim/calendar.hpp"
#include "wire/kiss_code.hpp"

namespace foliot::sim {
namespace {

constexpr double kLongestDelay_s = 100;
constexpr double kLargestOffset_s = 1e9;
constexpr double kLargestFrequency = 0.05;
constexpr double kLongestSleep_s = 30 * 86'400;
constexpr double kHighestRate_hz = 1000;
constexpr double kLowestRate_hz = 1e-6;

double read_time(LineReader& in) {
  return in.quantity(Unit::seconds, 0, kLongest_s);
}

double read_delay(LineReader& in) {
  return in.quantity(Unit::seconds, 0, kLongestDelay_s);
}

double read_offset(LineReader& in) {
  return in.quantity(Unit::seconds, -kLargestOffset_s, kLargestOffset_s);
}

double read_share(LineReader& in) {
  return in.quantity(Unit::share, 0, 1);
}

Frequency read_frequency(LineReader& in) {
  return Frequency::from_ratio(in.quantity(Unit::frequency, -kLargestFrequency, kLargestFrequency));
}

LeapIndicator read_leap(LineReader& in) {
  if (in.take("none")) return LeapIndicator::none;
  if (in.take("insert")) return LeapIndicator::insert_second;
  if (in.take("delete")) return LeapIndicator::delete_second;
  if (in.take("unsynchronized")) return LeapIndicator::unsynchronized;
  in.fail_next("none, insert, delete or unsynchronized");
  return LeapIndicator::none;
}

LeapIndicator read_leap_kind(LineReader& in) {
  if (in.take("insert")) return LeapIndicator::insert_second;
  if (in.take("delete")) return LeapIndicator::delete_second;
  in.fail_next("insert or delete");
  return LeapIndicator::insert_second;
}

using What = decltype(Change::what);

What read_machine_change(LineReader& in) {
  if (in.take("suspend")) {
    Suspend suspend{in.quantity(Unit::seconds, 0, kLongestSleep_s)};
    if (in.take("error")) suspend.error_s = read_offset(in);
    return suspend;
  }
  if (in.take("pause")) {
    Pause pause{in.quantity(Unit::seconds, 0, kLongestSleep_s)};
    pause.advanced = in.take("advanced");
    return pause;
  }
  in.fail_next("suspend or pause");
  return StepClock{};
}

What read_clock_change(LineReader& in) {
  if (in.take("step")) return StepClock{read_offset(in)};
  if (in.take("frequency")) return ShiftFrequency{read_frequency(in)};
  if (in.take("meddle")) return Meddle{read_frequency(in)};
  in.fail_next("step, frequency or meddle");
  return StepClock{};
}

SetServer read_server_change(LineReader& in) {
  SetServer server;
  server.server = in.word("the name of a server");
  while (!in.done()) {
    if (!read_server_word(in, server)) {
      in.fail_next("offset, drift, stratum, leap, rootdelay, rootdispersion, dead or alive");
    }
  }
  return server;
}

SetPath read_path_change(LineReader& in) {
  SetPath path;
  path.path = in.word("the name of a path");
  read_path_words(in, path);
  return path;
}

AttackKind read_attack_kind(LineReader& in) {
  if (in.take("forge")) return AttackKind::forge;
  if (in.take("replay")) return AttackKind::replay;
  if (in.take("kiss")) return AttackKind::kiss;
  in.fail_next("forge, replay or kiss");
  return AttackKind::forge;
}

}  // namespace

JitterModel read_jitter(LineReader& in) {
  JitterModel jitter;
  if (in.take("none")) return jitter;
  if (in.take("exponential")) return exponential(read_delay(in));
  if (in.take("gaussian")) return {.kind = JitterKind::gaussian, .scale_s = read_delay(in)};
  if (in.take("pareto")) {
    jitter = {.kind = JitterKind::pareto, .scale_s = read_delay(in)};
    jitter.shape = in.quantity(Unit::number, 0.5, 100);
    return jitter;
  }
  const bool is_mix = in.take("mix");
  if (!is_mix && !in.take("bimodal")) {
    in.fail_next("none, exponential, gaussian, mix, bimodal or pareto");
    return jitter;
  }
  jitter = {.kind = is_mix ? JitterKind::mix : JitterKind::bimodal, .scale_s = read_delay(in)};
  jitter.share = read_share(in);
  jitter.tail_s = read_delay(in);
  return jitter;
}

Window read_window(LineReader& in) {
  Window window;
  in.require("at");
  window.start_s = read_time(in);
  in.require("for");
  window.length_s = read_time(in);
  if (in.take("every")) window.every_s = read_time(in);
  return window;
}

void read_path_words(LineReader& in, SetPath& path) {
  while (!in.done()) {
    if (in.take("delay")) {
      path.up_s = path.down_s = read_delay(in);
    } else if (in.take("up")) {
      path.up_s = read_delay(in);
    } else if (in.take("down")) {
      path.down_s = read_delay(in);
    } else if (in.take("jitter")) {
      path.jitter_up = path.jitter_down = read_jitter(in);
    } else if (in.take("jitter-up")) {
      path.jitter_up = read_jitter(in);
    } else if (in.take("jitter-down")) {
      path.jitter_down = read_jitter(in);
    } else if (in.take("loss")) {
      path.loss = read_share(in);
    } else if (in.take("duplicate")) {
      path.duplicate = read_share(in);
    } else {
      in.fail_next("delay, up, down, jitter, jitter-up, jitter-down, loss or duplicate");
    }
  }
}

bool read_server_word(LineReader& in, SetServer& server) {
  if (in.take("offset")) {
    server.offset_s = read_offset(in);
  } else if (in.take("drift")) {
    server.drift = read_frequency(in);
  } else if (in.take("stratum")) {
    server.stratum = static_cast<std::uint8_t>(in.integer(0, 16));
  } else if (in.take("leap")) {
    server.leap = read_leap(in);
  } else if (in.take("rootdelay")) {
    server.root_delay_s = read_delay(in);
  } else if (in.take("rootdispersion")) {
    server.root_dispersion_s = read_delay(in);
  } else if (in.take("dead")) {
    server.alive = false;
  } else if (in.take("alive")) {
    server.alive = true;
  } else {
    return false;
  }
  return true;
}

Change read_change(LineReader& in) {
  Change change;
  change.at_s = read_time(in);
  if (in.take("clock")) {
    change.what = read_clock_change(in);
  } else if (in.take("machine")) {
    change.what = read_machine_change(in);
  } else if (in.take("path")) {
    change.what = read_path_change(in);
  } else if (in.take("server")) {
    change.what = read_server_change(in);
  } else if (in.take("leap")) {
    change.what = Leap{read_leap_kind(in)};
  } else if (in.take("daemon")) {
    in.require("restart");
    change.what = Restart{in.done() ? 0 : in.quantity(Unit::seconds, 0, kLongestSleep_s)};
  } else {
    in.fail_next("clock, machine, path, server, leap or daemon");
  }
  return change;
}

AttackerModel read_attacker(LineReader& in) {
  AttackerModel attacker;
  attacker.kind = read_attack_kind(in);
  if (attacker.kind == AttackKind::kiss) attacker.kiss = wire::ReferenceId::from_text(in.word("a kiss code"));
  in.require("rate");
  attacker.rate_hz = in.quantity(Unit::per_time, kLowestRate_hz, kHighestRate_hz);
  while (!in.done()) {
    if (in.take("server")) {
      attacker.server = in.word("the name of a server");
    } else if (in.take("offset")) {
      attacker.offset_s = read_offset(in);
    } else if (in.take("window")) {
      attacker.window = read_window(in);
    } else {
      in.fail_next("server, offset or window");
    }
  }
  return attacker;
}

LeapTable read_leap_table(LineReader& in) {
  constexpr int kOffset_s = 37;
  const bool inserts = read_leap_kind(in) == LeapIndicator::insert_second;
  const TrueTime midnight = read_date(in);
  in.require("expires");
  const TrueTime begin = TrueTime::from_nanoseconds(1'483'228'800'000'000'000);  // 2017, the last leap second so far
  return LeapTable({{begin, kOffset_s}, {midnight, kOffset_s + (inserts ? 1 : -1)}}, read_date(in));
}

TrueTime read_date(LineReader& in) {
  constexpr std::string_view kExpected = "a date such as 2036-02-07 or 2036-02-07T06:20:00Z";
  const auto date_s = parse_date_s(in.word(kExpected));
  if (!date_s) in.fail(kExpected);
  return TrueTime::from_nanoseconds(date_s.value_or(0) * 1'000'000'000);
}

}  // namespace foliot::sim
