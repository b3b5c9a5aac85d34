// The loop of the live view: ask, show, wait for keys.
#include <algorithm>
#include <ostream>

#include "tools/ntpq/answers.hpp"
#include "tools/ntpq/dates.hpp"
#include "tools/ntpq/screen.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::int64_t kLeastTimeout_ms = 500;

class Watch {
 public:
  Watch(Session& session, Screen& screen, const WatchOptions& options)
      : session_(&session), screen_(&screen), options_(options) {}

  bool run();

 private:
  bool refresh();
  void show();
  /// Keys until the next question is due. False: enough.
  bool wait();
  [[nodiscard]] std::size_t sources() const { return view_.gathered ? view_.gathered->sources.size() : 0; }

  Session* session_;
  Screen* screen_;
  WatchOptions options_;
  WatchView view_;
  WatchState state_;
};

bool Watch::refresh() {
  Surroundings& surroundings = *session_->surroundings;
  const WallTime now = surroundings.now();
  view_.server = session_->client->host();
  view_.time = local_time_text(now, surroundings.zone_offset_s(now));
  auto gathered = gather(*session_);
  view_.problem.clear();
  if (gathered) {
    view_.gathered = std::move(*gathered);
    return true;
  }
  if (gathered.error().error == QueryError::interrupted) return true;
  view_.problem = failure_text(gathered.error(), 0, session_->client->reason());
  if (!screen_->is_full()) {
    view_.gathered.reset();
    session_->complain(gathered.error(), 0);
  }
  return false;
}

void Watch::show() {
  std::ostream& out = *session_->out;
  if (screen_->is_full()) {
    if (state_.detail && sources() > 0) {
      const std::size_t chosen = std::min(state_.chosen, sources() - 1);
      view_.details = cooked_variables(view_.gathered->source_variables[chosen], cooked_style(*session_));
    }
    screen_->show(watch_frame(view_, state_, screen_->size(), options_.colour));
  } else if (session_->settings.json) {
    if (view_.gathered) {
      out << why_json(view_.server, view_.gathered->system, view_.gathered->sources) << std::flush;
    }
  } else {
    out << watch_text(view_) << std::flush;
  }
}

bool Watch::wait() {
  const std::int64_t due_ms = session_->client->now_ms() + options_.interval_ms;
  for (std::int64_t left_ms = options_.interval_ms; left_ms > 0; left_ms = due_ms - session_->client->now_ms()) {
    const auto typed = screen_->wait(left_ms);
    if (!typed) return false;
    for (std::string_view rest = *typed; !rest.empty();) {
      const WatchKey key = take_key(rest);
      press(state_, key, sources());
      if (state_.finished) return false;
      if (key == WatchKey::refresh) return true;
    }
    if (screen_->is_full()) show();
  }
  return true;
}

bool Watch::run() {
  Client& client = *session_->client;
  client.primary_timeout_ms = std::clamp(options_.interval_ms, kLeastTimeout_ms, client.primary_timeout_ms);
  bool answered = false;
  for (std::int64_t asked = 1;; ++asked) {
    answered = refresh();
    show();
    if (asked == options_.count || !wait()) return answered;
  }
}

}  // namespace

bool run_watch(Session& session, Screen& screen, const WatchOptions& options) {
  return Watch(session, screen, options).run();
}

}  // namespace foliot::ntpq
