#include "tools/ntpdate/select.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace foliot::ntpdate {
namespace {

using oneshot::Filtered;
using oneshot::Server;

constexpr std::size_t kMostCandidates = 5;
constexpr int kHighestStratum = 15;
constexpr Interval kMaxDelay = Interval::from_seconds(8);
constexpr Interval kMaxAge = Interval::from_seconds(86'400);
constexpr std::int64_t kThreshold = (65'536 >> 6) + 0x28f;  // a precision of 2^-6 s, and 10 ms of skew

struct Candidate {
  std::size_t server = 0;
  int stratum = 0;
  int precision_log2_s = 0;
  std::int64_t offset = 0;
  std::int64_t delay = 0;
  std::int64_t dispersion = 0;
};

std::optional<Unfit> test(const Server& server, const Filtered& filtered) {
  if (!filtered.has_data() || !server.last) return server.sealed_wrongly ? Unfit::untrusted : Unfit::no_data;
  const wire::Header& last = *server.last;
  if (oneshot::stratum_of(last) > kHighestStratum) return Unfit::stratum;
  if (filtered.delay > kMaxDelay) return Unfit::too_far;
  if (last.leap == LeapIndicator::unsynchronized) return Unfit::leap;
  const Interval age = last.transmit - last.reference;
  if (age < Interval{}) return Unfit::very_broken;
  if (age >= kMaxAge) return Unfit::too_old;
  return std::nullopt;
}

Candidate make_candidate(std::size_t index, const Server& server, const Filtered& filtered) {
  return {.server = index,
          .stratum = oneshot::stratum_of(*server.last),
          .precision_log2_s = std::clamp<int>(server.last->precision, -16, 0),
          .offset = filtered.offset.raw() >> 16,
          .delay = filtered.delay.raw() >> 16,
          .dispersion = filtered.dispersion.raw() >> 16};
}

void keep_best(std::vector<Candidate>& list) {
  std::ranges::stable_sort(list, {}, [](const Candidate& each) { return std::tuple(each.stratum, each.dispersion); });
  if (list.size() > kMostCandidates) list.resize(kMostCandidates);
  int strata = 1;
  for (std::size_t i = 1; i < list.size(); ++i) {
    if (list[i].stratum > list[i - 1].stratum && ++strata > 2) list.resize(i);
  }
  std::ranges::stable_sort(list, {}, [](const Candidate& each) { return std::tuple(each.stratum, each.delay); });
}

/// How much the candidate at `index` disagrees with the others; those at the front of the list count most.
std::int64_t badness(const std::vector<Candidate>& list, std::size_t index) {
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < list.size(); ++j) {
    std::int64_t distance = std::abs(list[j].offset - list[index].offset);
    for (std::size_t i = 0; i < j; ++i) distance = (distance >> 1) + (distance >> 2);
    sum += distance;
  }
  return sum;
}

void drop_liars(std::vector<Candidate>& list) {
  while (list.size() > 1) {
    std::size_t worst = 0;
    for (std::size_t i = 1; i < list.size(); ++i) {
      if (badness(list, i) >= badness(list, worst)) worst = i;
    }
    const int coarsest = std::ranges::min(list, {}, &Candidate::precision_log2_s).precision_log2_s;
    if (badness(list, worst) < kThreshold + (std::int64_t{65'536} >> -coarsest)) return;
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(worst));
  }
}

}  // namespace

std::string_view to_string(Unfit reason) {
  switch (reason) {
    case Unfit::no_data:
      return "no data";
    case Unfit::stratum:
      return "strata too high";
    case Unfit::too_far:
      return "server too far away";
    case Unfit::leap:
      return "Leap not in sync";
    case Unfit::very_broken:
      return "server is very broken";
    case Unfit::too_old:
      return "Server has gone too long without sync";
    case Unfit::untrusted:
      break;
  }
  return "Server is untrusted";
}

Choice select(std::span<const Server> servers, std::span<const Filtered> filtered) {
  Choice choice;
  std::vector<Candidate> list;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    if (const auto reason = test(servers[i], filtered[i])) {
      choice.dropped.push_back({i, *reason});
    } else {
      list.push_back(make_candidate(i, servers[i], filtered[i]));
    }
  }
  keep_best(list);
  drop_liars(list);
  if (!list.empty()) choice.server = list.front().server;
  return choice;
}

}  // namespace foliot::ntpdate
