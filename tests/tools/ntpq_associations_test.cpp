// ntpq: the table of associations, to the character.
#include <gtest/gtest.h>

#include "tools/ntpq/associations.hpp"

namespace foliot::ntpq {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr const char* kHeader =
    "\nind assid status  conf reach auth condition  last_event cnt\n"
    "===========================================================\n";

std::string only_row(std::uint16_t status) {
  const AssociationStatus list[] = {{.id = 57463, .status = status}};
  return associations_table(list, true).substr(std::string_view(kHeader).size());
}

TEST(ParseAssociations, SortsById) {
  const auto list = parse_associations(Bytes{0, 18, 0x94, 0x1a, 0, 17, 0x96, 0x1a});
  ASSERT_TRUE(list);
  EXPECT_EQ(*list, (std::vector<AssociationStatus>{{17, 0x961a}, {18, 0x941a}}));
}

TEST(ParseAssociations, RefusesHalfPairs) {
  for (const std::size_t size : {1U, 2U, 3U, 5U, 7U}) EXPECT_EQ(parse_associations(Bytes(size)), std::nullopt);
  EXPECT_TRUE(parse_associations(Bytes{})->empty());
}

TEST(AssociationsTable, KeepsEachColumn) {
  struct Case {
    std::uint16_t status;
    const char* row;
  };
  const Case cases[] = {
      {0x961a, "  1 57463  961a   yes   yes  none  sys.peer    sys_peer  1\n"},
      {0x8011, "  1 57463  8011   yes    no  none    reject    mobilize  1\n"},
      {0x1124, "  1 57463  1124    no   yes  none falsetick   reachable  2\n"},
      {0xf2f3, "  1 57463  f2f3   yes   yes   ok     excess unreachable 15\n"},
      {0xd350, "  1 57463  d350   yes   yes   bad   outlier              5\n"},
      {0x9448, "  1 57463  9448   yes   yes  none candidate access_denied  4\n"},
      {0x951b, "  1 57463  951b   yes   yes  none    backup clock_alarm  1\n"},
      {0x979c, "  1 57463  979c   yes   yes  none  pps.peer              9\n"},
      {0x8800, "  1 57463  8800   yes  none  none    reject              0\n"},
      {0xc800, "  1 57463  c800   yes  none   yes    reject              0\n"},
  };
  for (const Case& c : cases) EXPECT_EQ(only_row(c.status), c.row);
}

TEST(AssociationsTable, HidesWhatIsNeitherConfiguredNorReachable) {
  const AssociationStatus list[] = {{1, 0x8011}, {2, 0x0011}, {3, 0x1014}};
  EXPECT_EQ(associations_table(list, false).substr(std::string_view(kHeader).size()),
            "  1     1  8011   yes    no  none    reject    mobilize  1\n"
            "  3     3  1014    no   yes  none    reject   reachable  1\n");
  EXPECT_TRUE(associations_table(list, true).contains("  2     2  0011    no    no  none"));
}

TEST(AssociationsTable, SaysWhenItIsEmpty) {
  EXPECT_EQ(associations_table({}, false), "No association ID's in list\n");
}

}  // namespace
}  // namespace foliot::ntpq
