#include "engine/jump_vote.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::engine {
namespace {

constexpr Interval kPatience = Interval::from_nanoseconds(16'000'000'000);

bool supports(const JumpEvidence& evidence, double jump_s) {
  return std::abs(evidence.jump_s - jump_s) <= evidence.limit_s;
}

}  // namespace

void JumpVote::begin(std::size_t voters, int rounds, MonoTime now) {
  active_ = true;
  voters_ = voters;
  rounds_ = rounds;
  begun_ = now;
  votes_ = {};
}

void JumpVote::add(std::size_t slot, const JumpEvidence& evidence) {
  auto* voter = std::ranges::find(votes_, slot, &Voter::slot);
  if (voter == votes_.end()) {
    if (votes_.size() < kMostVoters) votes_.push_back({slot, evidence, 1});
    return;
  }
  voter->rounds = supports(evidence, voter->evidence.jump_s) ? voter->rounds + 1 : 1;
  voter->evidence = evidence;
}

std::size_t JumpVote::heard() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(votes_, [this](const Voter& voter) { return voter.rounds >= rounds_; }));
}

std::size_t JumpVote::supporters(double jump_s) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      votes_, [&](const Voter& voter) { return voter.rounds >= rounds_ && supports(voter.evidence, jump_s); }));
}

std::optional<double> JumpVote::verdict(MonoTime now) const {
  const std::size_t all = now - begun_ >= kPatience ? heard() : std::max(voters_, heard());
  if (heard() == 0) return std::nullopt;
  if (2 * supporters(0) > all) return 0;
  const Voter* best = nullptr;
  for (const Voter& voter : votes_) {
    if (voter.rounds < rounds_ || 2 * supporters(voter.evidence.jump_s) <= all) continue;
    if (best == nullptr || voter.evidence.limit_s < best->evidence.limit_s) best = &voter;
  }
  if (best != nullptr) return best->evidence.jump_s;
  return heard() >= all && now - begun_ >= kPatience ? std::optional(without_agreement()) : std::nullopt;
}

/// Everybody has spoken, and no two agree. When most of them say that something happened it did, however they drifted
/// apart meanwhile; all will be learnt anew, so that it matters little whose word is taken for how much. Else it did
/// not.
double JumpVote::without_agreement() const {
  std::size_t against = 0;
  const Voter* best = nullptr;
  for (const Voter& voter : votes_) {
    if (voter.rounds < rounds_ || !voter.evidence.contradicts()) continue;
    ++against;
    if (best == nullptr || voter.evidence.limit_s < best->evidence.limit_s) best = &voter;
  }
  return 2 * against > heard() ? best->evidence.jump_s : 0;
}

double JumpVote::suspected_s() const {
  if (!active_) return 0;
  double largest_s = 0;
  std::size_t against = 0;
  for (const Voter& voter : votes_) {
    if (!voter.evidence.contradicts()) continue;
    ++against;
    largest_s = std::max(largest_s, std::abs(voter.evidence.jump_s) + voter.evidence.limit_s);
  }
  return 2 * against >= votes_.size() ? largest_s : 0;
}

}  // namespace foliot::engine
