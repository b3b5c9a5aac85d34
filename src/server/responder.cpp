#include "server/responder.hpp"

#include <algorithm>
#include <utility>

#include "auth/mac.hpp"
#include "auth/message_digest.hpp"

namespace foliot::server {
namespace {

using access::Pace;
using access::Restrict;
using access::RestrictFlags;

constexpr std::uint16_t kServicePort = 123;  // of `ntpport`
constexpr double kFlakeShare = 0.1;          // classic: one packet in ten is lost

/// Windows domain clients leave the place of the digest empty, for the domain controller to fill (MS-SNTP section
/// 3.1.5.1); the longer trailer is theirs, too.
bool asks_for_domain_signature(const wire::Mac& mac) {
  const auto is_zero = [](std::uint8_t octet) { return octet == 0; };
  return mac.digest.size() > auth::kMaxWholeDigestBytes || std::ranges::all_of(mac.digest, is_zero);
}

bool is_cmac(auth::KeyType type) {
  return type == auth::KeyType::aes128_cmac || type == auth::KeyType::aes256_cmac;
}

void seal_as_asked(ReplyBytes& reply, const wire::Packet& asked, const auth::SymmetricKey* key) {
  if (key == nullptr) return;
  reply.key = key;
  reply.digest_octets = asked.mac->digest.size();
}

}  // namespace

void KeyCounts::made(auth::KeyType type, std::uint64_t how_many) {
  (is_cmac(type) ? cmacs_made : digests_made) += how_many;
}

void KeyCounts::checked(auth::KeyType type, bool good) {
  ++(is_cmac(type) ? cmacs_checked : digests_checked);
  if (!good) ++(is_cmac(type) ? cmacs_failed : digests_failed);
}

void KeyCounts::add(const KeyCounts& other) {
  lookups += other.lookups;
  not_found += other.not_found;
  digests_made += other.digests_made;
  cmacs_made += other.cmacs_made;
  digests_checked += other.digests_checked;
  digests_failed += other.digests_failed;
  cmacs_checked += other.cmacs_checked;
  cmacs_failed += other.cmacs_failed;
}

void ServerCounts::add(const ServerCounts& other) {
  received += other.received;
  this_version += other.this_version;
  old_version += other.old_version;
  answered += other.answered;
  kisses += other.kisses;
  crypto_naks += other.crypto_naks;
  interleaved += other.interleaved;
  replies += other.replies;
  queries += other.queries;
  version1 += other.version1;
  version1_client += other.version1_client;
  version1_mode0 += other.version1_mode0;
  version1_symmetric += other.version1_symmetric;
  for (std::size_t i = 0; i < drops.size(); ++i) drops[i] += other.drops[i];
}

Responder::Responder(access::SharedRestrictList list, const access::MonitorOptions& options, base::Rng& rng,
                     MonoTime start)
    : list_(std::move(list)), hits_(list_->entries().size()), monitor_(options, rng, start), budget_(rng), sent_(rng) {}

void Responder::use(access::SharedRestrictList list) {
  list_ = std::move(list);
  hits_.assign(list_->entries().size(), 0);
}

void Responder::use(const access::MonitorOptions& options, base::Rng& rng, MonoTime now) {
  monitor_ = access::ClientMonitor(options, rng, now);
}

RestrictFlags Responder::look_up(const base::SocketAddress& from) {
  const access::Restriction found = list_->find(from);
  ++hits_[found.entry];
  return found.flags;
}

std::unexpected<ServerDrop> Responder::count(ServerDrop reason) {
  ++counts_.drops[static_cast<std::size_t>(reason)];
  return std::unexpected(reason);
}

void Responder::count_unseen(ServerDrop reason) {
  ++counts_.received;
  static_cast<void>(count(reason));
}

std::optional<ServerDrop> Responder::refuse(RestrictFlags flags, std::span<const std::uint8_t> bytes, base::Rng& rng) {
  if (flags.has(Restrict::ignore) || flags.has(Restrict::noserve)) return ServerDrop::access_denied;
  if (flags.has(Restrict::flake) && rng.next_unit() < kFlakeShare) return ServerDrop::access_denied;
  if (bytes.empty()) return ServerDrop::malformed;
  const bool current = wire::version_of(bytes.front()) == wire::kVersion;
  if (!current && flags.has(Restrict::version)) return ServerDrop::unknown_version;
  count_version(bytes.front());
  return std::nullopt;
}

void Responder::count_version(std::uint8_t first_octet) {
  const unsigned version = wire::version_of(first_octet);
  ++(version == wire::kVersion ? counts_.this_version : counts_.old_version);
  if (version != 1) return;
  ++counts_.version1;
  switch (wire::mode_of(first_octet)) {
    case wire::Mode::client:
      ++counts_.version1_client;
      break;
    case wire::Mode::symmetric_active:
      ++counts_.version1_symmetric;
      break;
    case wire::Mode::reserved:
      ++counts_.version1_mode0;
      break;
    default:
      break;
  }
}

std::expected<ReplyBytes, ServerDrop> Responder::answer(const TimeRequest& request, const clock::TimeSnapshot& snapshot,
                                                        base::Rng& rng) {
  ++counts_.received;
  auto reply = judge(request, snapshot, rng);
  if (!reply) return count(reply.error());
  ++(reply->is_kiss ? counts_.kisses : counts_.answered);
  if (reply->key != nullptr) key_counts_.made(reply->key->type);
  return reply;
}

std::expected<ReplyBytes, ServerDrop> Responder::judge(const TimeRequest& request, const clock::TimeSnapshot& snapshot,
                                                       base::Rng& rng) {
  const RestrictFlags flags = look_up(request.from);
  if (const auto refused = refuse(flags, request.bytes, rng)) return std::unexpected(*refused);
  const auto asked = parse_request(request.bytes);
  if (!asked) return std::unexpected(asked.error());
  const wire::Header& header = asked->header;
  const Pace pace = monitor_.see({request.from, request.now, header.mode, header.version, request.local}, flags, rng);
  if (pace == Pace::too_fast) return std::unexpected(ServerDrop::rate_limited);
  if (pace == Pace::kiss) {
    static_cast<void>(count(ServerDrop::rate_limited));
    ReplyBytes kiss = make_kiss(header, monitor_.rule().headway_log2_s());
    seal_as_asked(kiss, *asked, authenticate(*asked, request).key);
    return kiss;
  }
  const Authentication authentication = authenticate(*asked, request);
  if (flags.has(Restrict::notrust) && authentication.key == nullptr) {
    return std::unexpected(ServerDrop::access_denied);
  }
  ReplyBytes reply = make_reply(header, request.received, request.now, snapshot);
  seal_as_asked(reply, *asked, authentication.key);
  if (authentication.failed) {
    ++counts_.crypto_naks;
    add_crypto_nak(reply);
  } else if (asks_interleaved(header)) {
    interleave_if_remembered(reply, header, request.from);
  }
  if (flags.has(Restrict::serverresponse_fuzz)) {
    fuzz_reference(reply, request.received, static_cast<std::uint32_t>(rng.next_u64()));
  }
  return reply;
}

void Responder::interleave_if_remembered(ReplyBytes& reply, const wire::Header& asked,
                                         const base::SocketAddress& from) {
  reply.wants_stamp = true;
  const auto transmit = sent_.take(from.ip, asked.origin);
  if (!transmit) return;
  ++counts_.interleaved;
  interleave(reply, asked, *transmit);
}

void Responder::on_sent(const ReplyBytes& reply, const base::SocketAddress& to, Timestamp transmit) {
  const auto header = std::span(reply.bytes).first<wire::Header::kSize>();
  sent_.remember(to.ip, receive_of(header), transmit, reply.smear);
}

void Responder::on_transmitted(std::span<const std::uint8_t> reply, Timestamp transmit) {
  if (reply.size() < wire::Header::kSize) return;
  sent_.correct(receive_of(reply.first<wire::Header::kSize>()), transmit);
}

Authentication Responder::authenticate(const wire::Packet& packet, const TimeRequest& request) {
  if (!packet.mac || asks_for_domain_signature(*packet.mac)) return {};
  const auth::SymmetricKey* key = keys_->find_trusted(packet.mac->key_id);
  ++key_counts_.lookups;
  if (key == nullptr) ++key_counts_.not_found;
  const bool usable = key != nullptr && key->may_be_used_by(request.from.ip);
  const bool verified = usable && auth::verifies(*key, request.bytes, *packet.mac);
  if (usable) key_counts_.checked(key->type, verified);
  return verified ? Authentication{key, false} : Authentication{nullptr, true};
}

bool Responder::admit_reply(std::span<const std::uint8_t> bytes, const base::SocketAddress& from, bool has_key,
                            base::Rng& rng) {
  ++counts_.received;
  const RestrictFlags flags = look_up(from);
  auto refused = refuse(flags, bytes, rng);
  if (!refused && flags.has(Restrict::notrust) && !has_key) refused = ServerDrop::access_denied;
  if (!refused) ++counts_.replies;
  if (refused) static_cast<void>(count(*refused));
  return !refused;
}

/// Our own addresses have entries, too, that match only what comes from the service port.
bool Responder::is_named(const base::IpAddress& address) const {
  return list_->find({address, kServicePort}).specific;
}

std::optional<QueryRights> Responder::admit_query(const base::SocketAddress& from) {
  ++counts_.received;
  const access::Restriction found = list_->find(from);
  ++hits_[found.entry];
  if (found.flags.has(Restrict::ignore) || found.flags.has(Restrict::noquery)) {
    static_cast<void>(count(ServerDrop::access_denied));
    return std::nullopt;
  }
  ++counts_.queries;
  return QueryRights{.may_modify = !found.flags.has(Restrict::nomodify),
                     .may_read_mru = !found.flags.has(Restrict::nomrulist),
                     .budgeted = !found.specific && !is_named(from.ip) && !from.ip.is_loopback()};
}

bool Responder::spend(const QueryRights& rights, const base::SocketAddress& to, std::size_t octets, MonoTime now) {
  if (!rights.budgeted || budget_.spend(to.ip, octets, now)) return true;
  static_cast<void>(count(ServerDrop::rate_limited));
  return false;
}

}  // namespace foliot::server
