#include "control/restrict_words.hpp"

#include <array>
#include <string_view>

namespace foliot::control {
namespace {

using access::Restrict;

struct Row {
  Restrict flag;
  std::uint16_t bit;
  std::string_view word;
};

/// In the order in which classic lists them.
constexpr auto kRows = std::to_array<Row>({
    {Restrict::ignore, 0x0001, "ignore"},
    {Restrict::noserve, 0x0002, "noserve"},
    {Restrict::notrust, 0x0004, "notrust"},
    {Restrict::noquery, 0x0040, "noquery"},
    {Restrict::nomodify, 0x0080, "nomodify"},
    {Restrict::nomrulist, 0x2000, "nomrulist"},
    {Restrict::nopeer, 0x0010, "nopeer"},
    {Restrict::noepeer, 0x8000, "noepeer"},
    {Restrict::notrap, 0x0100, "notrap"},
    {Restrict::lowpriotrap, 0x0200, "lptrap"},
    {Restrict::limited, 0x0020, "limited"},
    {Restrict::version, 0x0008, "version"},
    {Restrict::kod, 0x0400, "kod"},
    {Restrict::mssntp, 0x0800, "mssntp"},
    {Restrict::flake, 0x1000, "flake"},
    {Restrict::serverresponse_fuzz, 0x4000, "serverresponse fuzz"},
});

void add_word(std::string& words, std::string_view word) {
  if (!words.empty()) words += ' ';
  words += word;
}

}  // namespace

std::uint16_t restrict_bits(access::RestrictFlags flags) {
  unsigned bits = 0;
  for (const Row& row : kRows) bits |= flags.has(row.flag) ? row.bit : 0U;
  return static_cast<std::uint16_t>(bits);
}

std::string restrict_words(const access::RestrictEntry& entry) {
  std::string words;
  if (entry.ntpport) add_word(words, "ntpport");
  if (entry.origin == access::RestrictOrigin::interface) add_word(words, "interface");
  if (entry.origin == access::RestrictOrigin::source) add_word(words, "source");
  for (const Row& row : kRows) {
    if (entry.flags.has(row.flag)) add_word(words, row.word);
  }
  return words;
}

}  // namespace foliot::control
