// The poll process of RFC 5905 section 13 and A.5.7, without a clock of its own.
#include "association/poll_process.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace foliot::association {
namespace {

constexpr int kUnreach = 12;                              // RFC 5905 section 13: UNREACH
constexpr int kLost = 4;                                  // polls beyond the eight that reach remembers
constexpr int kBurstCount = 8;                            // RFC 5905 section 13: BCOUNT
constexpr Interval kHeadway = Interval::from_seconds(2);  // RFC 5905 section 13: BTIME
constexpr double kSpread = 0.025;                         // share of the interval, longer
constexpr PollExponent kRateCeiling{10};                  // a RATE kiss asks for no more than 1024 s
constexpr int kExtraAnswers = 8;                          // as many as a burst
constexpr Interval kAnswerPause = Interval::from_seconds(1);
constexpr double kNearlyDue = 0.75;  // of the interval
constexpr MonoTime kNever = MonoTime::from_nanoseconds(std::numeric_limits<std::int64_t>::max());

}  // namespace

PollProcess::PollProcess(const AssociationOptions& options, MonoTime first_poll)
    : minpoll_(options.minpoll),
      maxpoll_(std::max(options.minpoll, options.maxpoll)),
      iburst_(options.iburst),
      burst_(options.burst),
      next_poll_(first_poll),
      poll_started_(first_poll),
      host_poll_(minpoll_),
      wanted_(minpoll_),
      extra_answers_(kExtraAnswers),
      rate_floor_(minpoll_) {}

bool PollProcess::on_timer(MonoTime now, base::Rng& rng) {
  if (demobilized_ || now < next_poll_) return false;
  if (answering_) {
    answering_ = false;
  } else if (burst_running_) {
    --burst_left_;
    burst_running_ = burst_left_ > 0;
  } else {
    begin_poll(now, rng);
  }
  last_sent_ = now;
  schedule();
  return true;
}

void PollProcess::begin_poll(MonoTime now, base::Rng& rng) {
  poll_started_ = now;
  spread_ = 1 + kSpread * rng.next_unit();
  const bool was_reachable = reach_ != 0;
  reach_ = static_cast<std::uint8_t>(reach_ << 1U);
  if (reach_ == 0) {
    back_off(was_reachable);
  } else if (host_poll_ < wanted_) {
    host_poll_ = host_poll_.longer(wanted_);
  }
  burst_left_ = may_burst() ? kBurstCount - 1 : 0;
  refreshing_ = !hurried_ && reach_ == 0 && was_heard_;
  hurried_ = false;
}

void PollProcess::back_off(bool was_reachable) {
  if (was_reachable) {
    changes_.became_unreachable = true;
    extra_answers_ = kExtraAnswers;
  }
  if (unreach_ < kUnreach) {
    ++unreach_;
  } else {
    host_poll_ = host_poll_.longer(ceiling());
  }
}

void PollProcess::schedule() {
  if (!last_sent_ || demobilized_) return;
  const MonoTime earliest = *last_sent_ + std::min(kHeadway, interval());
  const MonoTime regular = poll_started_ + Interval::from_seconds(interval().seconds() * spread_);
  next_poll_ = burst_running_ ? earliest : std::max(regular, earliest);
}

Interval PollProcess::interval() const {
  if (!peer_poll_) return host_poll_.interval();
  return std::max(std::min(host_poll_, *peer_poll_), rate_floor_).interval();
}

void PollProcess::send_extra(MonoTime now) {
  if (demobilized_) return;
  answering_ = true;
  next_poll_ = std::min(next_poll_, now);
}

bool PollProcess::answer_peer(MonoTime now) {
  if (demobilized_) return false;
  const bool nearly_due = !last_sent_ || (now - *last_sent_).seconds() >= kNearlyDue * interval().seconds();
  const bool extra = !nearly_due && extra_answers_ > 0 && now - *last_sent_ >= kAnswerPause;
  if (nearly_due) next_poll_ = std::min(next_poll_, now);
  if (extra) {
    --extra_answers_;
    send_extra(now);
  }
  return nearly_due || extra;
}

bool PollProcess::may_burst() const {
  // Where a third of the packets is lost each way, eight in a row are lost several times a day.
  const bool is_lost = reach_ == 0 && (!was_heard_ || unreach_ >= kLost);
  return (hurried_ || (is_lost ? iburst_ : reach_ != 0 && burst_)) && rate_floor_ <= minpoll_;
}

PollExponent PollProcess::ceiling() const {
  return std::max(maxpoll_, rate_floor_);
}

void PollProcess::on_valid_reply() {
  if (reach_ == 0) changes_.became_reachable = true;
  was_heard_ = true;
  reach_ |= 1U;
  unreach_ = 0;
  if (burst_left_ == 0 || burst_running_) return;
  burst_running_ = true;
  schedule();
}

void PollProcess::on_rate_kiss(PollExponent server_poll) {
  const PollExponent limit = std::max(maxpoll_, kRateCeiling);
  rate_floor_ = std::max(host_poll_.longer(limit), server_poll.clamped(minpoll_, limit));
  host_poll_ = rate_floor_;
  end_burst();
  changes_.rate_exceeded = true;
  schedule();
}

void PollProcess::demobilize() {
  demobilized_ = true;
  changes_.demobilized = true;
  reach_ = 0;
  next_poll_ = kNever;
}

void PollProcess::end_burst() {
  burst_left_ = 0;
  burst_running_ = false;
}

void PollProcess::advise(PollExponent advised) {
  if (refreshing_ && burst_running_ && advised >= host_poll_) {
    end_burst();
    schedule();
  }
  wanted_ = advised.clamped(rate_floor_, ceiling());
  if (wanted_ >= host_poll_) return;
  host_poll_ = wanted_;
  schedule();
}

void PollProcess::restart(MonoTime now, bool same_server) {
  if (same_server && demobilized_) return;
  if (!same_server) {
    last_sent_.reset();
    peer_poll_.reset();
    rate_floor_ = minpoll_;
  }
  demobilized_ = false;
  was_heard_ = false;
  extra_answers_ = kExtraAnswers;
  answering_ = false;
  reach_ = 0;
  unreach_ = 0;
  end_burst();
  host_poll_ = rate_floor_;
  wanted_ = rate_floor_;
  next_poll_ = last_sent_ ? std::max(now, *last_sent_ + std::min(kHeadway, minpoll_.interval())) : now;
}

void PollProcess::set_options(const AssociationOptions& options) {
  const bool server_asked_for_less = rate_floor_ > minpoll_;
  minpoll_ = options.minpoll;
  maxpoll_ = std::max(options.minpoll, options.maxpoll);
  iburst_ = options.iburst;
  burst_ = options.burst;
  rate_floor_ = server_asked_for_less ? std::max(rate_floor_, minpoll_) : minpoll_;
  wanted_ = wanted_.clamped(rate_floor_, ceiling());
  host_poll_ = host_poll_.clamped(rate_floor_, ceiling());
  schedule();
}

void PollProcess::hurry(MonoTime now, bool burst) {
  if (demobilized_) return;
  hurried_ = burst && !burst_running_;
  host_poll_ = rate_floor_;
  wanted_ = rate_floor_;
  if (burst_running_) return;
  burst_left_ = 0;
  next_poll_ = last_sent_ ? std::max(now, *last_sent_ + std::min(kHeadway, minpoll_.interval())) : now;
}

Changes PollProcess::take_changes() {
  return std::exchange(changes_, Changes{});
}

}  // namespace foliot::association
