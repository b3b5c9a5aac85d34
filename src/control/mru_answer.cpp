#include "control/mru_answer.hpp"

#include <limits>
#include <utility>
#include <vector>

#include "control/numbered_values.hpp"
#include "control/restrict_words.hpp"
#include "control/value_text.hpp"

namespace foliot::control {
namespace {

using access::ClientView;
using access::MruShards;
using Place = MruShards::Place;

constexpr Interval kReaderRests = Interval::from_seconds(60);
constexpr Interval kWrongByAStep = Interval::from_nanoseconds(500'000'000);
/// `now=..., last.newest=...` and the end of the last line.
constexpr std::size_t kClosing = 64;

bool is_wanted(const ClientView& client, const MruRequest& request, MonoTime now) {
  const std::uint16_t bits = restrict_bits(client.flags);
  const double silent_s = (now - client.last).seconds();
  if (client.count < request.mincount || client.drops < request.mindrop || client.score < request.minscore)
    return false;
  if (request.all_flags != 0 && (bits & request.all_flags) != request.all_flags) return false;
  if (request.any_flags != 0 && (bits & request.any_flags) == 0) return false;
  if (request.maxlstint_s > 0 && silent_s > request.maxlstint_s) return false;
  if (request.local && client.local != *request.local) return false;
  return silent_s >= request.minlstint_s;
}

NumberedValues values_of(const ClientView& client, std::size_t row, const MruCalendar& calendar) {
  NumberedValues values(row);
  values.add("addr", client.remote.to_string());
  values.add("last", timestamp_text(calendar.at(client.last)));
  values.add("first", timestamp_text(calendar.at(client.first)));
  values.add("ct", std::to_string(client.count));
  values.add("mv", std::to_string(unsigned{client.version} << 3U | static_cast<unsigned>(client.mode)));
  values.add("rs", hex_text(restrict_bits(client.flags)));
  values.add("sc", fixed_text(client.score, 3));
  values.add("dr", std::to_string(client.drops));
  return values;
}

/// The reader's entries that are where they were. A single row may be asked for by its address alone.
std::vector<Place> find_priors(const MruShards& clients, const MruRequest& request, const MruCalendar& calendar) {
  std::vector<Place> found;
  for (const MruRequest::Prior& prior : request.priors) {
    const bool by_address = request.rows == 1 && prior.last.is_unknown();
    for (const Place& place : clients.find(prior.address.ip)) {
      const ClientView client = clients.view(place);
      const bool same = client.remote.port == prior.address.port && calendar.at(client.last) == prior.last;
      if (by_address || same) found.push_back(place);
    }
  }
  return found;
}

void add_rows(VariableList& list, MruShards::Walk walk, const MruShards& clients, const MruRequest& request,
              const MruMoment& moment) {
  const std::size_t fragments = request.fragments > 0 ? request.fragments : MruRequest::kMostFragments;
  const std::size_t limit = fragments * wire::kMaxControlData - kClosing;
  const std::size_t rows = request.rows > 0 ? request.rows : std::numeric_limits<std::size_t>::max();
  std::optional<Timestamp> newest;
  for (std::size_t row = 0; row < rows; walk.advance()) {
    const auto place = walk.place();
    if (!place) break;
    const ClientView client = clients.view(*place);
    if (!is_wanted(client, request, moment.now)) continue;
    if (!values_of(client, row, moment.calendar).add_to(list, limit)) break;
    newest = moment.calendar.at(client.last);
    ++row;
  }
  if (walk.place()) return;
  list.add("now", timestamp_text(moment.calendar.at(moment.now)));
  if (newest) list.add("last.newest", timestamp_text(*newest));
}

}  // namespace

void MruCalendar::look(const ClockReading& now) {
  const Interval off = now.wall - (anchor_.wall + (now.mono - anchor_.mono));
  if (!set_ || now.mono - last_look_ > kReaderRests || off.abs() > kWrongByAStep) anchor_ = now;
  set_ = true;
  last_look_ = now.mono;
}

std::expected<std::string, wire::ControlError> mru_text(const MruShards& clients, const MruRequest& request,
                                                        const MruMoment& moment) {
  VariableList list;
  MruShards::Walk walk = request.recent > 0 ? clients.from_latest(request.recent) : clients.from_oldest();
  if (!request.priors.empty()) {
    const auto priors = find_priors(clients, request, moment.calendar);
    if (priors.empty()) return std::unexpected(wire::ControlError::unknown_variable);
    const ClientView client = clients.view(priors.front());
    list.add("last.older", timestamp_text(moment.calendar.at(client.last)));
    list.add("addr.older", client.remote.to_string());
    walk = clients.from(priors.front(), priors);
    if (request.rows != 1) walk.advance();
  }
  list.add("nonce", moment.nonce);
  add_rows(list, std::move(walk), clients, request, moment);
  return list.finish();
}

}  // namespace foliot::control
