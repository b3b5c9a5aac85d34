// ntpq: taking a server's variables apart.
#include <gtest/gtest.h>

#include "tools/ntpq/variables.hpp"

namespace foliot::ntpq {
namespace {

/// `name=value;name;...`
std::string shape(std::string_view data) {
  std::string text;
  for (const auto& pair : parse_variables(data)) text += pair.name + (pair.value ? '=' + *pair.value : "") + ';';
  return text;
}

TEST(ParseVariables, TakesWhatServersOfTheFieldSend) {
  struct Case {
    std::string_view data;
    std::string_view shape;
  };
  const Case cases[] = {
      {"", ""},
      {" ,\r\n, ", ""},
      {"leap=0, stratum=2,\r\nrefid=GPS\r\n", "leap=0;stratum=2;refid=GPS;"},
      {"system=\"Linux, 6.1\",leap=3", "system=\"Linux, 6.1\";leap=3;"},
      {"filtdelay= 0.10 0.20,\r\nreach=0x377", "filtdelay=0.10 0.20;reach=0x377;"},
      {"srchost", "srchost;"},
      {"srchost, leap = 0 ", "srchost;leap=0;"},
      {"refid=", "refid=;"},
      {"refid=,leap=0", "refid=;leap=0;"},
      {"a=b=c", "a=b=c;"},
      {"=5", "=5;"},
  };
  for (const Case& c : cases) EXPECT_EQ(shape(c.data), c.shape) << c.data;
}

TEST(ParseVariables, StopsAtWhatCannotBeRead) {
  EXPECT_EQ(shape("leap=0, system=\"no end, stratum=2"), "leap=0;");
  EXPECT_EQ(shape("leap=0, system=\"x\"y, stratum=2"), "leap=0;");
}

TEST(ParseVariables, TakesAnyBytes) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_NO_THROW((void)parse_variables(all + all));
  EXPECT_EQ(shape(std::string_view("a\0b=1", 5)), std::string("a\0b=1;", 6));
}

TEST(FindValue, GivesTheFirst) {
  const auto pairs = parse_variables("a=1, b, a=2");
  EXPECT_EQ(find_value(pairs, "a"), "1");
  EXPECT_EQ(find_value(pairs, "b"), std::nullopt);
  EXPECT_EQ(find_value(pairs, "c"), std::nullopt);
}

TEST(Unquoted, TakesOffBothQuotesOrNone) {
  EXPECT_EQ(unquoted("\"a b\""), "a b");
  EXPECT_EQ(unquoted("\"\""), "");
  EXPECT_EQ(unquoted("\""), "\"");
  EXPECT_EQ(unquoted("\"a"), "\"a");
  EXPECT_EQ(unquoted("a"), "a");
  EXPECT_EQ(unquoted(""), "");
}

}  // namespace
}  // namespace foliot::ntpq
