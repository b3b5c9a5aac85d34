#include "config/log_words.hpp"

#include <optional>

namespace foliot::config {
namespace {

constexpr std::string_view kAll = "all";
constexpr std::uint16_t kEveryBit = 0xffff;

/// Bits of a word without its sign.
std::optional<std::uint16_t> bits_of(std::string_view word) {
  const auto is = [&](std::string_view class_word, std::string_view type_word) {
    const std::size_t size = class_word.size();
    return word.starts_with(class_word) && word.substr(size) == type_word;
  };
  std::uint32_t bits = 0;
  bool known = word == kAll || is(kAll, kAll);
  if (known) return kEveryBit;
  for (std::size_t c = 0; c < kLogClassWords.size(); ++c) {
    const bool whole = is(kLogClassWords[c], kAll) || is(kAll, kLogClassWords[c]) || word == kLogClassWords[c];
    for (std::size_t t = 0; t < kLogTypeWords.size(); ++t) {
      const bool one = is(kLogClassWords[c], kLogTypeWords[t]) || is(kLogTypeWords[t], kLogClassWords[c]) ||
                       is(kAll, kLogTypeWords[t]);
      if (whole || one) bits |= 1U << (4U * c + t);
    }
  }
  known = bits != 0;
  return known ? std::optional(static_cast<std::uint16_t>(bits)) : std::nullopt;
}

}  // namespace

bool apply_log_word(LogMask& mask, std::string_view word) {
  const char sign = word.empty() ? '=' : word.front();
  if (sign == '=' || sign == '+' || sign == '-') word.remove_prefix(word.empty() ? 0 : 1);
  const auto bits = bits_of(word);
  if (!bits) return false;
  if (sign == '+') {
    mask.bits |= *bits;
  } else if (sign == '-') {
    mask.bits &= static_cast<std::uint16_t>(~*bits);
  } else {
    mask.bits = *bits;
  }
  return true;
}

std::string log_mask_text(LogMask mask) {
  if (mask.bits == kEveryBit) return "=all";
  std::string text;
  const auto add = [&](std::string_view class_word, std::string_view type_word) {
    text += text.empty() ? "=" : " +";
    text += class_word;
    text += type_word;
  };
  for (std::size_t c = 0; c < kLogClassWords.size(); ++c) {
    const unsigned row = mask.bits >> (4U * c) & 0xfU;
    if (row == 0xfU) {
      add(kLogClassWords[c], kAll);
      continue;
    }
    for (std::size_t t = 0; t < kLogTypeWords.size(); ++t) {
      if ((row >> t & 1U) != 0) add(kLogClassWords[c], kLogTypeWords[t]);
    }
  }
  return text.empty() ? "=all -all" : text;
}

}  // namespace foliot::config
