#include "sim/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "server/reply.hpp"
#include "sim/recorder.hpp"

namespace foliot::sim {
namespace {

/// What costs more is looked at so seldom.
constexpr int kSeldom = 64;
/// The dispersion of a source without a sample (RFC 5905 MAXDISP).
constexpr double kUnheard_s = 16;
/// Sources become reachable one by one at first: it is looked at each time.
constexpr int kEarlyLooks = 600;
/// The first approach may be faster; after so long it must be over.
constexpr double kApproach_s = 3600;
constexpr double kSlewCap = 500e-6;
constexpr double kRounding = 1e-9;
/// After somebody moved the clock, or the program was started, it may approach faster again.
constexpr double kDisturbedFor_s = 7200;
/// What another program does to the rate is undone within this time; till then the clock runs as that one wants.
constexpr double kMeddledFor_s = 10;

/// The answer to a client that asks at `now`.
std::optional<wire::Header> answer_at(const clock::TimeSnapshot& snapshot, MonoTime now) {
  std::array<std::uint8_t, wire::Header::kSize> request{};
  wire::ByteWriter out(request);
  wire::Header{}.write_to(out);
  const auto reply = server::make_reply(request, Timestamp{}, now, snapshot);
  if (!reply) return std::nullopt;
  wire::ByteReader in(reply->bytes);
  const auto header = wire::Header::parse(in);
  return header ? std::optional(*header) : std::nullopt;
}

/// Of the sources that the client has heard since it last learnt anew: what another one would say it cannot know.
bool is_majority_truthful(World& world) {
  int balance = 0;
  world.engine().set_view_time(world.reading());
  for (const control::PeerView& view : world.engine().peer_views()) {
    const auto server = std::ranges::find(world.servers(), view.source.ip.to_string(), &ServerModel::host);
    if (server == world.servers().end() || !view.reachable) continue;
    if (view.dispersion_s >= kUnheard_s) continue;
    balance += server->is_truthful(world.now_s()) ? 1 : -1;
  }
  return balance > 0;
}

bool is_recently_disturbed(const World& world) {
  return world.disturbed_at_s() && world.now_s() - *world.disturbed_at_s() < kDisturbedFor_s;
}

bool is_meddled_with(const World& world) {
  return world.meddled_at_s() && world.now_s() - *world.meddled_at_s() < kMeddledFor_s;
}

}  // namespace

std::string to_text(const Violation& violation) {
  constexpr std::array<std::string_view, 6> kTexts{
      "a deadline of the engine lay in the past",
      "a poll exponent left its limits",
      "the clock was slewed faster than 500 ppm around the learnt frequency",
      "the learnt frequency left its limits",
      "an answer carried time although the bound was void",
      "the error was beyond the bound although a majority told the truth",
  };
  return fmt::format("{}: first at {:.0f} s with {:.6g} against {:.6g}, {} times",
                     kTexts[static_cast<std::size_t>(violation.invariant)], violation.at_s, violation.value,
                     violation.limit, violation.count);
}

void Watchdog::note(Invariant invariant, double at_s, double value, double limit) {
  const auto known = std::ranges::find(violations_, invariant, &Violation::invariant);
  if (known != violations_.end()) {
    ++known->count;
  } else {
    violations_.push_back({invariant, at_s, value, limit, 1});
  }
}

void Watchdog::observe(World& world) {
  if (!world.client().running()) return;
  if (world.client().stale_deadlines() > 0 && violations_.empty()) {
    note(Invariant::deadline_order, world.now_s(), world.client().stale_deadlines(), 0);
  }
  check_bound(world);
  check_steering(world);
  if (looks_++ % kSeldom != 0) return;
  check_polls(world);
  check_answer(world);
}

bool Watchdog::must_cover(World& world) {
  // After a machine stood still without a sign nobody can know the error of its clock before the next exchange.
  if (world.deceived()) return false;
  if (looks_ < kEarlyLooks || looks_ % kSeldom == 0) majority_truthful_ = is_majority_truthful(world);
  return majority_truthful_;
}

void Watchdog::check_bound(World& world) {
  const auto bound = bound_s(world);
  if (!bound || !must_cover(world)) return;
  const double error_s = std::abs(world.error_s());
  // A source may have become unreachable since the last look.
  if (error_s > *bound && is_majority_truthful(world)) note(Invariant::bound_covers, world.now_s(), error_s, *bound);
}

void Watchdog::check_answer(World& world) {
  const clock::TimeSnapshot snapshot = world.engine().snapshot(world.reading());
  const auto late = answer_at(snapshot, snapshot.void_after + Interval::from_nanoseconds(1));
  if (late && late->leap != LeapIndicator::unsynchronized) note(Invariant::void_bound, world.now_s(), 0, 0);
  const auto present = answer_at(snapshot, world.reading().mono);
  if (!present || present->leap == LeapIndicator::unsynchronized || !must_cover(world)) return;
  const double distance_s =
      present->root_delay.interval().seconds() / 2 + present->root_dispersion.interval().seconds();
  const double error_s = std::abs(world.error_s());
  if (error_s > distance_s && is_majority_truthful(world)) {
    note(Invariant::void_bound, world.now_s(), error_s, distance_s);
  }
}

void Watchdog::check_polls(World& world) {
  world.engine().set_view_time(world.reading());
  for (const control::PeerView& view : world.engine().peer_views()) {
    const int poll = view.host_poll_log2_s;
    const config::Config& config = world.client().config();
    for (const config::AssociationLine& line : config.associations) {
      if (line.options.kind == association::AssociationKind::local_clock) continue;
      const int low = line.options.minpoll.log2_s();
      const int high = line.options.maxpoll.log2_s();
      if (poll < low || poll > high) note(Invariant::poll_limits, world.now_s(), poll, poll < low ? low : high);
    }
  }
}

void Watchdog::check_steering(World& world) {
  if (world.now_s() < kApproach_s || is_recently_disturbed(world) || is_meddled_with(world)) return;
  const auto learnt = world.engine().learnt_frequency();
  if (!learnt) return;
  if (std::abs(learnt->ratio()) > kMaxFrequency.ratio() + kRounding) {
    note(Invariant::frequency_cap, world.now_s(), learnt->ratio(), kMaxFrequency.ratio());
  }
  const double slew = std::abs(world.clock().frequency().ratio() - learnt->ratio());
  if (slew > kSlewCap + kRounding) note(Invariant::slew_cap, world.now_s(), slew, kSlewCap);
}

}  // namespace foliot::sim
