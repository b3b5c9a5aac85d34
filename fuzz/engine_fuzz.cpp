// The whole engine under any sequence of timers, replies, forgeries, names, networks and disturbed clocks: what it asks
// of the clock stays within the limits, what it serves and shows is finite, and a refused packet moves no clock.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <variant>
#include <vector>

#include "base/check.hpp"
#include "base/rng.hpp"
#include "config/parser.hpp"
#include "engine/engine.hpp"
#include "wire/packet.hpp"

namespace {

using foliot::Interval;
using foliot::MonoTime;
using foliot::WallTime;
using foliot::base::check;
namespace base = foliot::base;
namespace engine = foliot::engine;
namespace wire = foliot::wire;

constexpr std::int64_t kEpoch_ns = 1'777'593'600'000'000'000;
constexpr std::string_view kConfig =
    "server 192.0.2.1 iburst\nserver 192.0.2.2 xleave minpoll 3\nserver 192.0.2.3 burst\npeer 192.0.2.4\n"
    "pool pool.example\nserver 127.127.1.0\nfudge 127.127.1.0 stratum 10\ntos orphan 12\ntinker panic 1000\n"
    "broadcastclient\n";

class World {
 public:
  explicit World(wire::ByteReader& in)
      : in_(in),
        rng_(in.be<std::uint16_t>()),
        engine_(foliot::config::parse(kConfig, "fuzz").config, {}, reading(), rng_) {
    engine_.start(reading(), actions_);
    perform();
  }

  void run() {
    for (int step = 0; step < 400 && in_.ok() && in_.remaining() > 0; ++step) {
      act(in_.be<std::uint8_t>());
      perform();
      look();
    }
  }

 private:
  [[nodiscard]] foliot::ClockReading reading() const {
    return {MonoTime::from_nanoseconds(1'000'000'000'000 + elapsed_ns_),
            WallTime::from_nanoseconds(kEpoch_ns + elapsed_ns_ + shift_ns_)};
  }

  void act(std::uint8_t action) {
    switch (action % 8) {
      case 0:
      case 1:
        return pass(std::min<std::int64_t>(in_.be<std::uint16_t>() * 1'000'000LL, 60'000'000'000));
      case 2:
        return pass((engine_.next_deadline() - reading().mono).nanoseconds());
      case 3:
        return answer(true);
      case 4:
        return answer(false);
      case 5:
        return rubbish();
      case 6:
        return resolve();
      default:
        shift_ns_ += static_cast<std::int16_t>(in_.be<std::uint16_t>()) * 1'000'000LL;
        engine_.watch_clock(reading(), {}, actions_);
    }
  }

  void pass(std::int64_t ns) {
    elapsed_ns_ += std::clamp<std::int64_t>(ns, 0, 2'000'000'000'000);
    engine_.watch_clock(reading(), {}, actions_);
    engine_.on_timer(reading(), rng_, actions_);
  }

  /// A reply to the last request of some association; a spoiled one differs in one octet.
  void answer(bool honest) {
    if (asked_.empty()) return;
    auto which = asked_.begin();
    std::advance(which, static_cast<std::ptrdiff_t>(in_.be<std::uint8_t>() % asked_.size()));
    wire::ByteReader request(which->second.request.view());
    const wire::Header asked = *wire::Header::parse(request);
    wire::Header reply;
    reply.version = asked.version;
    reply.mode = asked.mode == wire::Mode::client ? wire::Mode::server : wire::Mode::symmetric_passive;
    reply.stratum = 1 + in_.be<std::uint8_t>() % 4;
    reply.origin = asked.transmit;
    const auto offset_ns = static_cast<std::int16_t>(in_.be<std::uint16_t>()) * 10'000LL;
    reply.receive = to_timestamp(WallTime::from_nanoseconds(kEpoch_ns + elapsed_ns_ + offset_ns));
    reply.transmit = reply.receive;
    reply.reference = reply.receive + Interval::from_seconds(-30);
    std::array<std::uint8_t, wire::Header::kSize> bytes{};
    wire::ByteWriter out(bytes);
    reply.write_to(out);
    if (!honest) bytes[in_.be<std::uint8_t>() % bytes.size()] ^= in_.be<std::uint8_t>();
    elapsed_ns_ += 1'000'000;
    engine_.on_reply(which->first, bytes, which->second.to, reading().mono, reading(), actions_);
  }

  void rubbish() {
    const auto from = base::SocketAddress{base::IpAddress::v4(192, 0, 2, in_.be<std::uint8_t>() % 8), 123};
    const auto bytes = in_.take(std::min<std::size_t>(in_.be<std::uint8_t>(), in_.remaining()));
    engine_.on_broadcast({bytes, from, reading().mono}, 1, reading(), actions_);
    for (const auto& [id, request] : asked_) {
      engine_.on_reply(id, bytes, from, reading().mono, reading(), actions_);
    }
  }

  void resolve() {
    std::vector<base::IpAddress> found;
    for (int i = in_.be<std::uint8_t>() % 6; i > 0; --i) {
      found.push_back(base::IpAddress::v4(198, 51, 100, in_.be<std::uint8_t>()));
    }
    engine_.on_resolved(in_.be<std::uint8_t>() % 8, found, reading(), actions_);
  }

  void perform() {
    check(actions_.size() < 1000);
    for (const engine::Action& action : std::exchange(actions_, {})) {
      if (const auto* request = std::get_if<engine::SendRequest>(&action)) {
        asked_.insert_or_assign(request->association, *request);
      } else if (const auto* command = std::get_if<engine::CommandClock>(&action)) {
        const auto before = reading();
        steer(command->command);
        engine_.on_clock_command(command->command, before, reading());
      }
    }
  }

  void steer(const foliot::discipline::ClockCommand& command) {
    if (const auto* frequency = std::get_if<foliot::discipline::SetFrequency>(&command)) {
      check(std::abs(frequency->frequency.ppm()) <= 1000.1);
    } else if (const auto* step = std::get_if<foliot::discipline::Step>(&command)) {
      check(std::abs(step->shift.seconds()) <= 1000.1);
      shift_ns_ += step->shift.nanoseconds();
    }
  }

  void look() {
    const auto snapshot = engine_.snapshot(reading());
    check(snapshot.root_dispersion.seconds() >= 0 && snapshot.dispersion_rate >= 0);
    check(snapshot.stratum <= 16);
    engine_.set_view_time(reading());
    for (const auto& peer : engine_.peer_views()) {
      check(std::isfinite(peer.offset_s) && std::isfinite(peer.delay_s) && peer.delay_s >= 0);
      check(peer.host_poll_log2_s >= -4 && peer.host_poll_log2_s <= 17);
    }
    check(std::isfinite(engine_.system_view().offset_s));
  }

  wire::ByteReader& in_;
  base::SeededRng rng_;
  std::int64_t elapsed_ns_ = 0;
  std::int64_t shift_ns_ = 0;
  engine::Engine engine_;
  engine::Actions actions_;
  std::map<engine::AssociationId, engine::SendRequest> asked_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > 4096) return 0;
  wire::ByteReader in({data, size});
  World(in).run();
  return 0;
}
