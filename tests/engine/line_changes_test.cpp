#include "engine/line_changes.hpp"

#include <gtest/gtest.h>

#include "support/world_support.hpp"

namespace foliot::engine {
namespace {

using Lines = std::vector<config::AssociationLine>;
using Numbers = std::vector<std::size_t>;

config::AssociationLine line(const std::string& host, int minpoll = 6) {
  auto line = testing::server_line(host);
  line.options.minpoll = PollExponent(minpoll);
  return line;
}

config::AssociationLine pool(const std::string& host) {
  auto line = testing::server_line(host);
  line.options.kind = association::AssociationKind::pool;
  return line;
}

struct Case {
  const char* what;
  Lines before;
  Lines after;
  std::vector<std::optional<std::size_t>> new_of_old;
  Numbers added;
  Numbers removed;
  Numbers changed;
};

TEST(LineChanges, PairsTheLinesThatAskForTheSameServer) {
  const std::vector<Case> cases{
      {"nothing", {}, {}, {}, {}, {}, {}},
      {"the same", {line("a"), line("b")}, {line("a"), line("b")}, {0, 1}, {}, {}, {}},
      {"another order", {line("a"), line("b")}, {line("b"), line("a")}, {1, 0}, {}, {}, {}},
      {"one more in front", {line("a")}, {line("b"), line("a")}, {1}, {0}, {}, {}},
      {"one gone", {line("a"), line("b")}, {line("b")}, {std::nullopt, 0}, {}, {0}, {}},
      {"an option", {line("a"), line("b")}, {line("a"), line("b", 4)}, {0, 1}, {}, {}, {1}},
      {"another kind is another line", {line("a")}, {pool("a")}, {std::nullopt}, {0}, {0}, {}},
      {"a double goes", {line("a", 4), line("a")}, {line("a")}, {std::nullopt, 0}, {}, {0}, {}},
      {"a double comes", {line("a")}, {line("a", 4), line("a")}, {1}, {0}, {}, {}},
  };
  for (const Case& one : cases) {
    const LineChanges changes = match_lines(one.before, one.after);
    EXPECT_EQ(changes.new_of_old, one.new_of_old) << one.what;
    EXPECT_EQ(changes.added, one.added) << one.what;
    EXPECT_EQ(changes.removed, one.removed) << one.what;
    EXPECT_EQ(changes.changed, one.changed) << one.what;
  }
}

TEST(LineChanges, TellsPortsAndFamiliesApart) {
  auto other_port = line("a");
  other_port.port = 1123;
  auto six = line("a");
  six.family = base::IpFamily::v6;
  EXPECT_EQ(match_lines(Lines{line("a")}, Lines{other_port}).removed, Numbers{0});
  EXPECT_EQ(match_lines(Lines{line("a")}, Lines{six}).removed, Numbers{0});
}

}  // namespace
}  // namespace foliot::engine
