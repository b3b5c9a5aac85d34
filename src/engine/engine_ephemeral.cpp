// Associations that nobody configured: an equal that proved itself by a key, a broadcast server that was heard.
//
// They are few, whoever asks: a bound for all together, and `ippeerlimit` for each address (CVE-2018-7170). One that
// falls silent is given up.
#include <algorithm>

#include "auth/mac.hpp"
#include "engine/engine.hpp"

namespace foliot::engine {
namespace {

constexpr std::size_t kMostEphemeral = 16;
constexpr int kSilentPolls = 8;  // until one is given up
constexpr int kLeastPoll = 4;
constexpr int kGreatestPoll = 10;

PollExponent broadcast_interval(const wire::Header& header) {
  return PollExponent(header.poll).clamped(PollExponent(kLeastPoll), PollExponent(kGreatestPoll));
}

}  // namespace

bool Engine::may_mobilize(const base::IpAddress& address, int ippeerlimit) const {
  std::size_t ephemeral = 0;
  int of_address = 0;
  sources_.each([&](std::size_t, const Source& source) {
    ephemeral += source.line == kNoLine ? 1 : 0;
    of_address += source.association.remote().ip == address ? 1 : 0;
  });
  return ephemeral < kMostEphemeral && (ippeerlimit < 0 || of_address < ippeerlimit);
}

Source* Engine::add_ephemeral(const base::SocketAddress& remote, const association::AssociationOptions& options,
                              MonoTime now, Actions& out) {
  const auto slot = sources_.add(kNoLine, association::Association(remote, options, now));
  if (!slot) return nullptr;
  Source& source = *sources_.at(*slot);
  give_key(source);
  report(out, EventCode::mobilized, &source);
  return &source;
}

bool Engine::mobilize_passive(const base::SocketAddress& remote, std::uint32_t key_id, int ippeerlimit, MonoTime now,
                              Actions& out) {
  if (!may_mobilize(remote.ip, ippeerlimit)) return false;
  association::AssociationOptions options;
  options.kind = association::AssociationKind::passive;
  options.key_id = key_id;
  return add_ephemeral(remote, options, now + options.minpoll.interval(), out) != nullptr;
}

void Engine::remove_silent_ephemerals(Actions& out) {
  sources_.each([&](std::size_t slot, const Source& source) {
    if (source.line == kNoLine && source.association.unreach() >= kSilentPolls) remove_source(slot, out);
  });
}

bool Engine::listens_to_broadcasts() const {
  const config::BroadcastClient& client = config_.broadcast_client;
  return client.enabled || config_.switches.bclient || !client.groups.empty();
}

/// The key that makes `packet` authentic; 0: none is needed (`disable auth`). Nothing: it must not be believed.
std::optional<std::uint32_t> Engine::broadcast_key(const wire::Packet& packet, std::span<const std::uint8_t> bytes,
                                                   const base::IpAddress& from) const {
  if (!packet.mac) return config_.switches.auth ? std::nullopt : std::optional(std::uint32_t{0});
  const auth::SymmetricKey* key = keys_->find_trusted(packet.mac->key_id);
  if (key == nullptr || !key->may_be_used_by(from) || !auth::verifies(*key, bytes, *packet.mac)) return std::nullopt;
  return key->id;
}

Source* Engine::mobilize_broadcast_client(const wire::Packet& packet, std::span<const std::uint8_t> bytes,
                                          const base::SocketAddress& from, MonoTime now, Actions& out) {
  const wire::Header& header = packet.header;
  const bool useful = header.leap != LeapIndicator::unsynchronized && header.stratum > 0 &&
                      header.stratum < wire::kMaxStratum && !header.transmit.is_unknown();
  const auto key = useful ? broadcast_key(packet, bytes, from.ip) : std::nullopt;
  if (!key) return nullptr;
  association::AssociationOptions options;
  options.kind = association::AssociationKind::broadcast_client;
  options.minpoll = broadcast_interval(header);
  options.maxpoll = options.minpoll;
  options.version = header.version;
  options.iburst = true;
  if (*key != 0) options.key_id = key;
  Source* source = add_ephemeral(from, options, now, out);
  if (source == nullptr) return nullptr;
  const config::BroadcastClient& client = config_.broadcast_client;
  source->association.begin_broadcast_client(
      {.volley = !client.novolley, .delay_s = client.delay_s.value_or(association::kDefaultBroadcastDelay_s)});
  return source;
}

void Engine::on_broadcast(const Broadcast& heard, int ippeerlimit, const ClockReading& now, Actions& out) {
  const bool own = std::ranges::find(setup_.own_addresses, heard.from.ip) != setup_.own_addresses.end();
  if (own || !listens_to_broadcasts()) return;
  const auto known = sources_.find_remote(heard.from);
  if (!known) {
    const auto packet = wire::parse_packet(heard.bytes);
    if (!packet || packet->header.mode != wire::Mode::broadcast || !may_mobilize(heard.from.ip, ippeerlimit)) return;
    if (mobilize_broadcast_client(*packet, heard.bytes, heard.from, now.mono, out) == nullptr) return;
  }
  const auto slot = sources_.find_remote(heard.from);
  Source& source = *sources_.at(*slot);
  if (source.association.options().kind != association::AssociationKind::broadcast_client) return;
  const auto reply = source.association.on_broadcast(heard.bytes, heard.arrival, timebase(now));
  report_changes(*slot, source, now, out);
  if (source.association.server().received_at == heard.arrival) record_packet(source, now, out);
  if (reply && reply->sample) accept_sample(*slot, source, *reply->sample, now, out);
}

}  // namespace foliot::engine
