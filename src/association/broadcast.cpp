#include "association/broadcast.hpp"

#include <algorithm>

namespace foliot::association {
namespace {

constexpr int kAnswers = 6;        // of a volley; one burst has eight
constexpr int kUnanswered = 4;     // then the server does not answer requests at all
constexpr double kTooEarly = 0.5;  // of the interval

}  // namespace

void BroadcastPath::on_question() {
  if (++unanswered_ > kUnanswered) listening_ = true;
}

void BroadcastPath::on_answer(double delay_s, Timestamp transmit) {
  unanswered_ = 0;
  last_ = transmit;
  delay_s_ = answers_ == 0 ? delay_s : std::min(delay_s_, delay_s);
  uncertainty_s_ = 0;
  if (++answers_ >= kAnswers) listening_ = true;
}

std::optional<Drop> BroadcastPath::refuse(Timestamp transmit, MonoTime arrival, Interval interval) const {
  if (transmit.is_unknown()) return Drop::unanswered_timestamps;
  if (!last_.is_unknown() && transmit - last_ <= Interval{}) return Drop::duplicate;
  if (arrival_ && (arrival - *arrival_).seconds() < kTooEarly * interval.seconds()) return Drop::too_early;
  return std::nullopt;
}

void BroadcastPath::take(Timestamp transmit, MonoTime arrival) {
  last_ = transmit;
  arrival_ = arrival;
}

}  // namespace foliot::association
