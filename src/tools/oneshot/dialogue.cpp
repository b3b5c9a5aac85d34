#include "tools/oneshot/dialogue.hpp"

#include <algorithm>

#include "wire/kiss_code.hpp"

namespace foliot::oneshot {
namespace {

Arrival to_arrival(Refusal refusal) {
  switch (refusal) {
    case Refusal::wrong_mode:
      return Arrival::wrong_mode;
    case Refusal::wrong_origin:
      return Arrival::wrong_origin;
    case Refusal::unauthentic:
      return Arrival::unauthentic;
    case Refusal::malformed:
      break;
  }
  return Arrival::malformed;
}

bool is_rate_kiss(const wire::Header& header) {
  return header.leap == LeapIndicator::unsynchronized && header.stratum == 0 &&
         wire::to_kiss_code(header.reference_id) == wire::KissCode::rate;
}

}  // namespace

Dialogue::Dialogue(std::vector<Target> targets, const DialogueOptions& options, base::Rng& rng, MonoTime start)
    : options_(options), rng_(&rng) {
  options_.samples = std::clamp(options_.samples, 1, static_cast<int>(kMostSamples));
  for (Target& target : targets) {
    questions_.push_back({.due = start + options_.stagger * static_cast<std::int64_t>(servers_.size()), .nonce = {}});
    servers_.push_back({.target = std::move(target), .last = {}, .filter = {}, .sent = {}, .arrived = {}});
  }
}

void Dialogue::keep(std::size_t index, const Slot& slot) {
  Server& server = servers_[index];
  static_cast<void>(server.filter.try_push_back(slot));
  if (server.filter.size() >= static_cast<std::size_t>(options_.samples)) questions_[index].due.reset();
}

std::optional<Outgoing> Dialogue::next_request(const ClockReading& now) {
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    Question& question = questions_[i];
    if (!question.due || *question.due > now.mono) continue;
    Server& server = servers_[i];
    if (server.filter.size() < static_cast<std::size_t>(server.transmitted)) keep(i, std::nullopt);
    if (!question.due) {
      question.nonce = {};  // an answer that comes now is too late
      continue;
    }
    do {
      question.nonce = Timestamp::from_bits(rng_->next_u64());
    } while (question.nonce.is_unknown());
    question.due = now.mono + options_.timeout;
    server.sent = to_timestamp(now.wall) + options_.sealing_delay;
    ++server.transmitted;
    return Outgoing{i, server.target.address, make_request(question.nonce, options_.form)};
  }
  return std::nullopt;
}

std::optional<MonoTime> Dialogue::deadline() const {
  std::optional<MonoTime> next;
  for (const Question& question : questions_) {
    if (question.due && (!next || *question.due < *next)) next = question.due;
  }
  return next;
}

Arrival Dialogue::take(std::span<const std::uint8_t> bytes, const base::SocketAddress& remote,
                       const ClockReading& arrived) {
  Arrival best = Arrival::stranger;
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    if (servers_[i].target.address != remote) continue;
    best = judge(i, bytes, arrived);
    if (best != Arrival::wrong_origin) return best;  // the same address may have been named twice
  }
  return best;
}

Arrival Dialogue::judge(std::size_t index, std::span<const std::uint8_t> bytes, const ClockReading& arrived) {
  Question& question = questions_[index];
  Server& server = servers_[index];
  const auto reply = read_reply(bytes, question.nonce, options_.form.key);
  // Deviation: the classic client takes a reply with a wrong MAC as a sample and throws the server away for it, so one
  // forged reply was enough. Here the real one still counts (DialogueTest.ARefusedReplyChangesNothing...).
  if (!reply) {
    if (reply.error() == Refusal::unauthentic) server.sealed_wrongly = true;
    return to_arrival(reply.error());
  }
  question.nonce = {};  // one answer to one request
  if (is_rate_kiss(*reply)) {
    server.rate_limited = true;
    question.due.reset();
    return Arrival::rate_limited;
  }
  question.due = arrived.mono + options_.pause;
  if (!has_times(*reply)) return Arrival::no_times;
  server.last = *reply;
  server.arrived = arrived;
  keep(index, to_slot(measure(*reply, server.sent, to_timestamp(arrived.wall)), reply->precision));
  return Arrival::sample;
}

}  // namespace foliot::oneshot
