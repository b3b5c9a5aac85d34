// The numbers and words of access flags, which other programs know.
#include "control/restrict_words.hpp"

#include <gtest/gtest.h>

namespace foliot::control {
namespace {

using access::Restrict;

TEST(RestrictWords, HaveTheBitsOfTheField) {
  struct Case {
    Restrict flag;
    std::uint16_t bit;
    const char* word;
  };
  const Case cases[] = {
      {Restrict::ignore, 0x1, "ignore"},      {Restrict::noserve, 0x2, "noserve"},
      {Restrict::notrust, 0x4, "notrust"},    {Restrict::version, 0x8, "version"},
      {Restrict::nopeer, 0x10, "nopeer"},     {Restrict::limited, 0x20, "limited"},
      {Restrict::noquery, 0x40, "noquery"},   {Restrict::nomodify, 0x80, "nomodify"},
      {Restrict::notrap, 0x100, "notrap"},    {Restrict::lowpriotrap, 0x200, "lptrap"},
      {Restrict::kod, 0x400, "kod"},          {Restrict::mssntp, 0x800, "mssntp"},
      {Restrict::flake, 0x1000, "flake"},     {Restrict::nomrulist, 0x2000, "nomrulist"},
      {Restrict::noepeer, 0x8000, "noepeer"}, {Restrict::serverresponse_fuzz, 0x4000, "serverresponse fuzz"}};
  for (const Case& c : cases) {
    access::RestrictEntry entry{.address = {}, .mask = {}, .flags = {}};
    entry.flags.add(c.flag);
    EXPECT_EQ(restrict_bits(entry.flags), c.bit) << c.word;
    EXPECT_EQ(restrict_words(entry), c.word);
  }
}

TEST(RestrictWords, BeginWithWhatTheEntryMatches) {
  access::RestrictEntry entry{.address = {}, .mask = {}, .flags = {}};
  EXPECT_EQ(restrict_words(entry), "");
  entry.ntpport = true;
  entry.origin = access::RestrictOrigin::source;
  entry.flags.add(Restrict::nopeer);
  entry.flags.add(Restrict::noquery);
  EXPECT_EQ(restrict_words(entry), "ntpport source noquery nopeer");
}

}  // namespace
}  // namespace foliot::control
