// ntpq: answers as JSON.
#include <gtest/gtest.h>

#include "tools/ntpq/json.hpp"

namespace foliot::ntpq {
namespace {

std::string variables_of(std::string_view text) {
  const std::string whole = variables_json("s", {.id = 1, .status = 2}, parse_variables(text));
  const std::string before = "{\"server\":\"s\",\"association_id\":1,\"status\":2,\"variables\":";
  EXPECT_TRUE(whole.starts_with(before) && whole.ends_with("}\n"));
  return whole.substr(before.size(), whole.size() - before.size() - 2);
}

TEST(VariablesJson, GivesEachValueItsType) {
  struct Case {
    const char* text;
    const char* json;
  };
  const Case cases[] = {
      {"", "{}"},
      {"leap=3, offset=-0.5, reach=0xff", R"({"leap":3,"offset":-0.5,"reach":255})"},
      {"version=\"ntpd 4\", system=\"17\"", R"({"version":"ntpd 4","system":"17"})"},
      {"refid=1234, srcadr=10.0.0.1", R"({"refid":"1234","srcadr":"10.0.0.1"})"},
      {"reftime=0xe0b1e320.80000000", R"({"reftime":"0xe0b1e320.80000000"})"},
      {"filtoffset= 0.10 -2.50 x", R"({"filtoffset":[0.1,-2.5,"x"]})"},
      {"srchost, x=", R"({"srchost":null,"x":""})"},
      {"x=nan, y=inf", R"({"x":"nan","y":"inf"})"},
  };
  for (const Case& c : cases) EXPECT_EQ(variables_of(c.text), c.json) << c.text;
}

TEST(VariablesJson, IsPlainAsciiWhateverTheServerSends) {
  EXPECT_EQ(variables_of("a=\"\x1b[2J\n\""), R"({"a":"\u001b[2J\n"})");
  EXPECT_EQ(variables_of("\xff=\xfe"), R"({"\ufffd":"\ufffd"})");
}

TEST(AssociationsJson, SpellsTheStatusOut) {
  const AssociationStatus list[] = {{.id = 17, .status = 0xf61a}};
  EXPECT_EQ(associations_json("s", list),
            "{\"server\":\"s\",\"associations\":[{\"association_id\":17,\"status\":63002,\"configured\":true,"
            "\"reachable\":true,\"broadcast\":false,\"authentication_enabled\":true,\"authentic\":true,"
            "\"condition\":\"sys.peer\",\"last_event\":\"sys_peer\",\"events\":1}]}\n");
  EXPECT_EQ(associations_json("s", {}), "{\"server\":\"s\",\"associations\":[]}\n");
}

TEST(PeersJson, HasNoWhenWhileNothingCame) {
  PeersStyle style;
  style.name_of = [](const base::IpAddress&) { return std::nullopt; };
  const PeerReport peers[] = {{.facts = read_peer_facts(parse_variables("srcadr=192.0.2.1, refid=INIT, stratum=16")),
                               .association = {.id = 3, .status = 0x8011}}};
  const std::string text = peers_json("s", peers, style);
  EXPECT_TRUE(text.contains("\"when_s\":null"));
  EXPECT_TRUE(text.contains("\"remote\":\"192.0.2.1\",\"address\":\"192.0.2.1\",\"refid\":\"INIT\""));
}

}  // namespace
}  // namespace foliot::ntpq
