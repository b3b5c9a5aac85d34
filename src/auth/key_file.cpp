#include "auth/key_file.hpp"

#include <algorithm>
#include <charconv>
#include <expected>
#include <optional>
#include <utility>

namespace foliot::auth {
namespace {

constexpr std::string_view kSpace = " \t\r\v\f";
constexpr std::size_t kLongestText = 20;       // a longer secret is hexadecimal
constexpr std::size_t kClassicHexDigits = 64;  // what classic ntp uses of it
constexpr std::string_view kAsciiPrefix = "ASCII:";
constexpr std::string_view kHexPrefix = "HEX:";

using Secret = decltype(SymmetricKey::secret);

/// Takes the next word off the front of `line`; empty at its end.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kSpace), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kSpace));
  line.remove_prefix(word.size());
  return word;
}

std::optional<std::uint32_t> parse_key_id(std::string_view word) {
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
  if (error != std::errc{} || end != word.data() + word.size() || id == 0 || id > kMaxKeyId) return std::nullopt;
  return id;
}

std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

std::expected<Secret, AuthError> parse_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::unexpected(AuthError::bad_hex_digit);
  if (digits.size() > 2 * kMaxSecretBytes) return std::unexpected(AuthError::bad_secret_size);
  Secret secret;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const auto high = hex_digit(digits[i]);
    const auto low = hex_digit(digits[i + 1]);
    if (!high || !low) return std::unexpected(AuthError::bad_hex_digit);
    secret.push_back(static_cast<std::uint8_t>(*high << 4U | *low));
  }
  return secret;
}

std::expected<Secret, AuthError> parse_text(std::string_view text) {
  if (text.size() > kMaxSecretBytes) return std::unexpected(AuthError::bad_secret_size);
  Secret secret;
  for (const char c : text) secret.push_back(static_cast<std::uint8_t>(c));
  return secret;
}

std::expected<Secret, AuthError> parse_secret(std::string_view word) {
  if (word.starts_with(kAsciiPrefix)) return parse_text(word.substr(kAsciiPrefix.size()));
  if (word.starts_with(kHexPrefix)) return parse_hex(word.substr(kHexPrefix.size()));
  if (word.size() <= kLongestText) return parse_text(word);
  return parse_hex(word.substr(0, kClassicHexDigits));
}

std::expected<std::vector<base::AddressPrefix>, AuthError> parse_addresses(std::string_view list) {
  std::vector<base::AddressPrefix> prefixes;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const auto prefix = base::AddressPrefix::parse(list.substr(0, comma));
    if (!prefix) return std::unexpected(AuthError::bad_address);
    prefixes.push_back(*prefix);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  return prefixes;
}

bool has_secret_prefix(std::string_view word) {
  return word.starts_with(kAsciiPrefix) || word.starts_with(kHexPrefix);
}

/// All after the id.
std::expected<SymmetricKey, AuthError> parse_key(std::uint32_t id, std::string_view line) {
  SymmetricKey key;
  key.id = id;
  std::string_view word = take_word(line);
  if (word.empty()) return std::unexpected(AuthError::missing_key_type);
  if (!has_secret_prefix(word)) {  // chrony's files need not name MD5
    const auto type = parse_key_type(word);
    if (!type) return std::unexpected(AuthError::unknown_key_type);
    key.type = *type;
    word = take_word(line);
  }
  if (word.empty()) return std::unexpected(AuthError::missing_secret);
  auto secret = parse_secret(word);
  if (!secret) return std::unexpected(secret.error());
  if (secret->empty()) return std::unexpected(AuthError::missing_secret);
  key.secret = *secret;
  auto addresses = parse_addresses(take_word(line));
  if (!addresses) return std::unexpected(addresses.error());
  key.addresses = *std::move(addresses);
  return key;
}

/// What counts of a line.
std::string_view without_comment(std::string_view line) {
  const std::size_t start = line.find_first_not_of(kSpace);
  if (start != std::string_view::npos && std::string_view("!;%").contains(line[start])) return {};
  return line.substr(0, line.find('#'));
}

void read_line(std::string_view line, int number, KeyFile& file) {
  line = without_comment(line);
  const std::string_view first = take_word(line);
  if (first.empty()) return;
  const auto id = parse_key_id(first);
  if (!id) {
    file.findings.push_back({number, AuthError::bad_key_id, 0});
    return;
  }
  auto key = parse_key(*id, line);
  if (key) {
    file.keys.push_back(*std::move(key));
  } else {
    file.findings.push_back({number, key.error(), *id});
  }
}

}  // namespace

KeyFile parse_key_file(std::string_view text) {
  KeyFile file;
  int number = 0;
  const auto reject = [&](AuthError error) {
    file.keys.clear();
    file.findings.push_back({number, error, 0});
    return file;
  };
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    read_line(text.substr(0, newline), ++number, file);
    if (file.findings.size() > kMaxBadLines) return reject(AuthError::too_many_errors);
    if (file.keys.size() > kMaxKeys) return reject(AuthError::too_many_keys);
    text = newline == std::string_view::npos ? std::string_view{} : text.substr(newline + 1);
  }
  return file;
}

}  // namespace foliot::auth
