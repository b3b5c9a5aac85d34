#include "clock/stamp_choice.hpp"

#include <algorithm>

namespace foliot::clock {
namespace {

/// Of two readings of the machine's clocks as one pair, beside the error of the map.
constexpr Interval kPairing = Interval::from_nanoseconds(1'000);
/// Behind every Ethernet frame; no driver shows it.
constexpr std::uint32_t kCheckSequence_octets = 4;

/// So much less close in each second without a closer stamp: ten seconds of late ones only are too many.
constexpr double kForgetting = 1e-4;

}  // namespace

const Card* CardTable::find(std::uint32_t interface_index) const {
  const auto end = cards.begin() + static_cast<std::ptrdiff_t>(count);
  const auto found =
      std::find_if(cards.begin(), end, [&](const Card& card) { return card.interface_index == interface_index; });
  return found == end ? nullptr : &*found;
}

Interval CardTable::error() const {
  Interval worst;
  for (std::size_t i = 0; i < count; ++i) {
    if (cards[i].map) worst = std::max(worst, cards[i].map->error);
  }
  return worst;
}

WallTime MachineTime::realtime_at(MonoTime time) const {
  const Interval age = reading.mono - time;
  return reading.wall - age - Interval::from_seconds(age.seconds() * rate.ratio());
}

void CardCounts::add(const CardCounts& other) {
  received += other.received;
  transmitted += other.transmitted;
  refused += other.refused;
}

bool StampChoice::agree(WallTime earlier, WallTime later, Interval error, Habit& habit, MonoTime now) const {
  const Interval apart = later - earlier;
  if (apart < -(error + kPairing) || apart > kMostApart) return false;
  if (habit.closest) *habit.closest = *habit.closest + Interval::from_seconds((now - habit.at).seconds() * kForgetting);
  habit.closest = std::min(apart, habit.closest.value_or(apart));
  habit.at = now;
  return *habit.closest <= kUsuallyApart;
}

StampChoice::Habit& StampChoice::habit_of(const Card& card, const CardTable& table, Direction direction) {
  Habit& habit = habits_[static_cast<std::size_t>(&card - table.cards.data())][static_cast<std::size_t>(direction)];
  if (habit.interface_index != card.interface_index) habit = {card.interface_index, std::nullopt, {}};
  return habit;
}

WallTime StampChoice::arrival(const CardStamp& stamp, const std::optional<WallTime>& software, const CardTable& table,
                              const MachineTime& machine) {
  const WallTime known = software.value_or(machine.reading.wall);
  const Card* card = table.find(stamp.interface_index);
  if (card == nullptr) return known;
  const auto placed = card->map ? card->map->at(stamp.time) : std::nullopt;
  if (placed) {
    // The card looks at its clock when a frame begins, the kernel when it is there; and so does the other side.
    const std::uint32_t octets = stamp.frame_octets == 0 ? 0 : stamp.frame_octets + kCheckSequence_octets;
    const Interval frame = Interval::from_seconds(octets * card->octet_s);
    const WallTime time = machine.realtime_at(placed->time + frame - card->receive_compensation);
    if (agree(time, known, placed->error, habit_of(*card, table, Direction::in), machine.reading.mono)) {
      ++counts_.received;
      return time;
    }
  }
  ++counts_.refused;
  return known;
}

StampChoice::Departure& StampChoice::place(const Key& key) {
  constexpr std::uint64_t kMixer = 0x9e37'79b9'7f4a'7c15;  // 2^64 by the golden ratio
  constexpr unsigned kShift = 57;                          // leaves seven bits
  static_assert(kRemembered == std::uint64_t{1} << (64 - kShift));
  Departure& departure = departures_[(key.receive ^ key.transmit) * kMixer >> kShift];
  if (departure.key != key) departure = {key, std::nullopt, std::nullopt};
  return departure;
}

std::optional<WallTime> StampChoice::choose_departure(const CardStamp& stamp, WallTime software, const CardTable& table,
                                                      const MachineTime& machine) {
  const Card* card = table.find(stamp.interface_index);
  if (card == nullptr) return std::nullopt;
  const auto placed = card->map ? card->map->at(stamp.time) : std::nullopt;
  if (placed) {
    const WallTime time = machine.realtime_at(placed->time + card->transmit_compensation);
    if (agree(software, time, placed->error, habit_of(*card, table, Direction::out), machine.reading.mono)) {
      ++counts_.transmitted;
      return time;
    }
  }
  ++counts_.refused;
  return std::nullopt;
}

WallTime StampChoice::departed(const Key& key, WallTime software, const CardTable& table, const MachineTime& machine) {
  Departure& departure = place(key);
  departure.software = software;
  if (!departure.card) return software;
  return choose_departure(*departure.card, software, table, machine).value_or(software);
}

std::optional<WallTime> StampChoice::departed(const Key& key, const CardStamp& stamp, const CardTable& table,
                                              const MachineTime& machine) {
  Departure& departure = place(key);
  departure.card = stamp;
  if (!departure.software) return std::nullopt;
  return choose_departure(stamp, *departure.software, table, machine);
}

}  // namespace foliot::clock
