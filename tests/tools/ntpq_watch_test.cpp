// ntpq: the live view, to the character, and its keys.
#include <gtest/gtest.h>

#include <deque>
#include <sstream>

#include "support/control_state.hpp"
#include "support/ntpq_doubles.hpp"
#include "tools/ntpq/run.hpp"
#include "tools/ntpq/watch.hpp"

namespace foliot::ntpq {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// Keys that are typed one after another; Ctrl-C or the like when there are none any more.
class PlayedScreen final : public Screen {
 public:
  [[nodiscard]] bool is_full() const override { return full; }
  [[nodiscard]] ScreenSize size() override { return screen; }
  void show(const std::string& frame) override { frames.push_back(frame); }
  [[nodiscard]] std::optional<std::string> wait(std::int64_t) override {
    if (keys.empty()) return std::nullopt;
    std::string typed = keys.front();
    keys.pop_front();
    return typed;
  }

  bool full = true;
  ScreenSize screen{.rows = 12, .columns = 80};
  std::deque<std::string> keys;
  std::vector<std::string> frames;
};

class NtpqWatch : public testing::Test {
 protected:
  int watch(bool colour = false) {
    Options options;
    options.watch = true;
    options.numeric = true;
    options.count = count;
    options.json = json;
    options.hosts = {"localhost"};
    std::istringstream in;
    return ntpq::run(options, channel, surroundings,
                     {.in = &in, .out = &out, .err = &err, .screen = &screen, .colour = colour});
  }

  test::ControlState state = test::full_state();
  bool silent = false;
  test::PlayedChannel channel{
      [this](const Bytes& request) { return silent ? std::vector<Bytes>{} : control::answer_control(request, state); }};
  test::PlayedSurroundings surroundings;
  PlayedScreen screen;
  std::ostringstream out;
  std::ostringstream err;
  std::int64_t count = 0;
  bool json = false;
};

constexpr const char* kTop =
    "localhost   2017-07-14 02:40:00\n"
    "Synchronised. It follows 192.0.2.1 and serves at stratum 2. Its clock is 123\n"
    "us ahead of what the sources say, and at most about 51.8 ms wrong.\n"
    "\n";

TEST_F(NtpqWatch, ShowsTheSourcesAndTheStateOfTheDaemon) {
  EXPECT_EQ(watch(), 0);
  ASSERT_EQ(screen.frames.size(), 1U);
  EXPECT_EQ(screen.frames[0], std::string(kTop) +
                                  "      remote           refid      st t when poll reach   delay   offset  jitter\n"
                                  " ==============================================================================\n"
                                  ">*192.0.2.1       .GPS.            1 u   33   64  377    0.123   +0.045   0.012\n"
                                  " +2001:db8::1     10.0.0.1         2 u   33   64  377    0.123   -1.200   0.012\n"
                                  "  198.51.100.7    .INIT.          16 u    -   64    0    0.000   +0.000   0.000\n"
                                  "  0.pool.example. .POOL.          16 p    -   64    0    0.000   +0.000   0.000\n"
                                  "  127.127.1.0     .LOCL.          10 l    -   64    0    0.000   +0.000   0.000\n"
                                  "up/down choose a source   enter look into it   space ask now   q quit");
}

TEST_F(NtpqWatch, PaintsOnAColourTerminal) {
  EXPECT_EQ(watch(true), 0);
  EXPECT_TRUE(screen.frames[0].starts_with("\x1b[1mlocalhost   2017-07-14 02:40:00\x1b[0m\nSynchronised. "));
  EXPECT_TRUE(screen.frames[0].contains("\n\x1b[7m>*192.0.2.1 ")) << "the chosen one stands out";
  EXPECT_TRUE(screen.frames[0].contains("\n\x1b[36m +2001:db8::1 ")) << "candidates are cyan";
  EXPECT_TRUE(screen.frames[0].contains("\n\x1b[2m  198.51.100.7 ")) << "what is not used is dim";
  screen.frames.clear();
  EXPECT_EQ(watch(false), 0);
  EXPECT_FALSE(screen.frames[0].contains('\x1b'));
}

TEST_F(NtpqWatch, LooksIntoTheSourceThatIsChosen) {
  screen.keys = {"\x1b[B", "j\x1b[A", "\r", "\x1b[D", "q", "unread"};
  EXPECT_EQ(watch(), 0);
  ASSERT_EQ(screen.frames.size(), 5U);
  EXPECT_TRUE(screen.frames[1].contains("\n>+2001:db8::1 "));
  EXPECT_TRUE(screen.frames[2].contains("\n>+2001:db8::1 ")) << "down to the third and up again";
  EXPECT_TRUE(
      screen.frames[3].starts_with(std::string(kTop) +
                                   "+ 2001:db8::1 (association 18)\n"
                                   "It is used: its time has a share in the combined time. Its time is 1.20 ms\n"
                                   "behind this clock, its delay 123 us, its jitter 12.0 us.\n"
                                   "\n"
                                   "srcadr=2001:db8::1, srcport=123, srchost=\"time.example.org\",\n"))
      << screen.frames[3];
  EXPECT_TRUE(screen.frames[3].ends_with("\nup/down another source   left back   q quit"));
  EXPECT_TRUE(screen.frames[4].contains("\n>+2001:db8::1 "));
  EXPECT_EQ(screen.keys.size(), 1U);
}

TEST_F(NtpqWatch, FitsScreensOfAnySize) {
  for (const ScreenSize size : {ScreenSize{1, 1}, ScreenSize{2, 10}, ScreenSize{8, 40}, ScreenSize{100, 300}}) {
    screen.screen = size;
    screen.keys = {"G", "\r"};
    EXPECT_EQ(watch(), 0);
    for (const std::string& frame : std::exchange(screen.frames, {})) {
      std::istringstream lines(frame + '\n');
      std::size_t rows = 0;
      for (std::string line; std::getline(lines, line); ++rows) EXPECT_LE(line.size(), size.columns);
      EXPECT_EQ(rows, std::max<std::size_t>(size.rows, 2));
    }
  }
}

TEST_F(NtpqWatch, KeepsTheChosenSourceOnASmallScreen) {
  screen.screen.rows = 9;
  screen.keys = {"G"};
  EXPECT_EQ(watch(), 0);
  EXPECT_FALSE(screen.frames[0].contains("127.127.1.0"));
  EXPECT_TRUE(screen.frames[1].contains("\n> 127.127.1.0 "));
}

TEST_F(NtpqWatch, KeepsTheLastPictureWhenTheServerFallsSilent) {
  screen.keys = {" "};
  count = 2;
  silent = true;
  EXPECT_EQ(watch(), 1);
  EXPECT_TRUE(screen.frames[0].starts_with("localhost   2017-07-14 02:40:00\n***Request timed out\n\n"));
  EXPECT_EQ(err.str(), "");
}

TEST_F(NtpqWatch, PrintsTextWhereThereIsNoTerminal) {
  screen.full = false;
  screen.keys = {""};
  count = 1;
  state.peers.resize(1);
  EXPECT_EQ(watch(), 0);
  EXPECT_EQ(out.str(),
            "2017-07-14 02:40:00 localhost: Synchronised. It follows 192.0.2.1 and serves at stratum 2. Its clock is "
            "123 us ahead of what the sources say, and at most about 51.8 ms wrong.\n"
            "     remote           refid      st t when poll reach   delay   offset  jitter\n"
            "==============================================================================\n"
            "*192.0.2.1       .GPS.            1 u   33   64  377    0.123   +0.045   0.012\n"
            "\n");
  EXPECT_TRUE(screen.frames.empty());
  silent = true;
  out.str("");
  EXPECT_EQ(watch(), 1);
  EXPECT_EQ(err.str(), "localhost: timed out, nothing received\n***Request timed out\n");
}

TEST_F(NtpqWatch, SpeaksJson) {
  screen.full = false;
  json = true;
  count = 1;
  EXPECT_EQ(watch(), 0);
  EXPECT_TRUE(out.str().starts_with("{\"server\":\"localhost\",\"synchronized\":true,"));
}

TEST(TakeKey, KnowsArrowsAndLetters) {
  struct Case {
    std::string typed;
    WatchKey key;
    std::size_t left;
  };
  const Case cases[] = {
      {"\x1b[A", WatchKey::up, 0},        {"\x1bOB", WatchKey::down, 0}, {"kq", WatchKey::up, 1},
      {"\x1b", WatchKey::back, 0},        {"\r", WatchKey::open, 0},     {"q", WatchKey::quit, 0},
      {"\x03", WatchKey::quit, 0},        {"x", WatchKey::other, 0},     {"\x1b[5~q", WatchKey::other, 1},
      {"\x1b[1;5Aq", WatchKey::other, 1}, {"\x1b[", WatchKey::other, 0}, {"\xff", WatchKey::other, 0}};
  for (const Case& c : cases) {
    std::string_view rest = c.typed;
    EXPECT_EQ(take_key(rest), c.key) << c.typed;
    EXPECT_EQ(rest.size(), c.left) << c.typed;
  }
}

TEST(Press, StaysWithinTheList) {
  WatchState state;
  press(state, WatchKey::up, 3);
  EXPECT_EQ(state.chosen, 0U);
  for (int i = 0; i < 9; ++i) press(state, WatchKey::down, 3);
  EXPECT_EQ(state.chosen, 2U);
  press(state, WatchKey::up, 3);
  EXPECT_EQ(state.chosen, 1U);
  press(state, WatchKey::last, 3);
  press(state, WatchKey::up, 2);
  EXPECT_LT(state.chosen, 2U) << "the list got shorter";
  press(state, WatchKey::open, 0);
  EXPECT_FALSE(state.detail) << "there is nothing to look into";
  press(state, WatchKey::down, 0);
  EXPECT_EQ(state.chosen, 0U);
}

}  // namespace
}  // namespace foliot::ntpq
