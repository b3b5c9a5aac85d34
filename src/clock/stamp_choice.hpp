// StampChoice: a card's stamp or the kernel's, of the same datagram.
//
// The card's is the better one, but it comes through a clock that anybody may set and a line that was fitted: so it
// counts only where it agrees with the kernel's. What comes in is stamped by the card first and by the kernel a moment
// later, what goes out the other way round; kMostApart bounds that moment. A card that lies can therefore move a
// stamp by no more than that, and not for long: now and then the two must be close (kUsuallyApart). Belongs to one
// thread; takes no memory per datagram.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "clock/phc_map.hpp"
#include "time/frequency.hpp"

namespace foliot::clock {

/// A card and the kernel agree within this. A network card holds packets back for some hundred microseconds so that it
/// need not interrupt for each, and a busy processor comes some milliseconds later; if it took longer, both stamps are
/// worth little.
inline constexpr Interval kMostApart = Interval::from_nanoseconds(10'000'000);

/// Now and then nothing is in the way, and they agree within this. A card that never does is wrong.
inline constexpr Interval kUsuallyApart = Interval::from_nanoseconds(1'000'000);

/// What a card said of a datagram.
struct CardStamp {
  PhcTime time;                       ///< of the start of the frame
  std::uint32_t interface_index = 0;  ///< of the card; 0: not known
  std::uint32_t frame_octets = 0;     ///< without the check sequence; 0: not known
};

/// An interface whose stamps are used.
struct Card {
  std::uint32_t interface_index = 0;
  std::optional<PhcMap> map;
  Interval receive_compensation;   ///< is taken from stamps of arrival
  Interval transmit_compensation;  ///< is added to stamps of departure
  double octet_s = 0;              ///< how long one octet takes on the wire; 0: not known
};

/// All of them: a plain value, to be handed to other threads.
struct CardTable {
  static constexpr std::size_t kMost = 16;
  std::array<Card, kMost> cards{};
  std::size_t count = 0;

  [[nodiscard]] const Card* find(std::uint32_t interface_index) const;
  /// By how much stamps may be off all alike: of the card whose clock is known worst.
  [[nodiscard]] Interval error() const;
};

/// The machine's clocks, read after the stamps were made, and how much faster than the free-running one REALTIME runs.
struct MachineTime {
  ClockReading reading;
  Frequency rate;

  [[nodiscard]] WallTime realtime_at(MonoTime time) const;
};

struct CardCounts {
  std::uint64_t received = 0;     ///< arrivals by a card's stamp
  std::uint64_t transmitted = 0;  ///< departures
  std::uint64_t refused = 0;      ///< stamps of cards that were not used: not placed, or against the kernel's

  void add(const CardCounts& other);
};

class StampChoice {
 public:
  /// When a datagram arrived: the end of its frame, in REALTIME. software: the kernel's stamp; without one it came
  /// before `machine` was read.
  [[nodiscard]] WallTime arrival(const CardStamp& stamp, const std::optional<WallTime>& software,
                                 const CardTable& table, const MachineTime& machine);

  /// Which datagram a stamp is about: its receive and transmit timestamp.
  struct Key {
    std::uint64_t receive = 0;
    std::uint64_t transmit = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  /// The kernel's stamp of a departure: what is known of it from now on. The card's may have come already.
  [[nodiscard]] WallTime departed(const Key& key, WallTime software, const CardTable& table,
                                  const MachineTime& machine);
  /// A card's stamp of a departure; nothing when it is not to be used, or not before the kernel's has come.
  [[nodiscard]] std::optional<WallTime> departed(const Key& key, const CardStamp& stamp, const CardTable& table,
                                                 const MachineTime& machine);

  [[nodiscard]] const CardCounts& counts() const { return counts_; }

 private:
  struct Departure {
    Key key;
    std::optional<WallTime> software;
    std::optional<CardStamp> card;
  };
  enum class Direction : std::uint8_t { in, out };
  /// How close to the kernel's stamps those of a card have come lately. Places in the table change hands.
  struct Habit {
    std::uint32_t interface_index = 0;
    std::optional<Interval> closest;
    MonoTime at;
  };
  static constexpr std::size_t kRemembered = 128;
  [[nodiscard]] Departure& place(const Key& key);
  /// Whether two stamps are in this order, up to `error`, and the moment between them may be believed.
  [[nodiscard]] bool agree(WallTime earlier, WallTime later, Interval error, Habit& habit, MonoTime now) const;
  [[nodiscard]] Habit& habit_of(const Card& card, const CardTable& table, Direction direction);
  [[nodiscard]] std::optional<WallTime> choose_departure(const CardStamp& stamp, WallTime software,
                                                         const CardTable& table, const MachineTime& machine);

  CardCounts counts_;
  std::array<Departure, kRemembered> departures_{};
  std::array<std::array<Habit, 2>, CardTable::kMost> habits_{};  ///< by the place of the card, and the direction
};

}  // namespace foliot::clock
