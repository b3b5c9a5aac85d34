#include "control/mru_request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "control/variable_list.hpp"

namespace foliot::control {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number, int base = 10) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

bool read_hex(std::string_view text, std::uint16_t& number) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  return read_number(text, number, 16);
}

/// `0xSSSSSSSS.FFFFFFFF`.
std::optional<Timestamp> read_timestamp(std::string_view text) {
  constexpr std::size_t kDigits = 8;
  if (text.size() != 2 * kDigits + 3 || !text.starts_with("0x") || text[kDigits + 2] != '.') return std::nullopt;
  std::uint32_t seconds = 0;
  std::uint32_t fraction = 0;
  if (!read_number(text.substr(2, kDigits), seconds, 16)) return std::nullopt;
  if (!read_number(text.substr(kDigits + 3), fraction, 16)) return std::nullopt;
  return Timestamp::from_bits(static_cast<std::uint64_t>(seconds) << 32U | fraction);
}

/// `1.2.3.4:123`, `[2001:db8::1]:123`; without a port that is 0.
std::optional<base::SocketAddress> read_address(std::string_view text) {
  std::string_view port = "0";
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    if (text.substr(end).starts_with("]:")) port = text.substr(end + 2);
    text = text.substr(1, end - 1);
  } else if (std::ranges::count(text, ':') == 1) {
    port = text.substr(text.find(':') + 1);
    text = text.substr(0, text.find(':'));
  }
  base::SocketAddress address;
  const auto ip = base::IpAddress::parse(text);
  if (!ip || !read_number(port, address.port)) return std::nullopt;
  address.ip = *ip;
  return address;
}

/// The entries that a reader has are numbered from 0 without a gap; what comes out of turn does not count.
struct Priors {
  std::array<std::optional<base::SocketAddress>, MruRequest::kMostPriors> addresses;
  std::array<std::optional<Timestamp>, MruRequest::kMostPriors> times;

  void give_to(MruRequest& request) const {
    for (std::size_t i = 0; i < addresses.size() && addresses[i] && times[i]; ++i) {
      request.priors.push_back({*addresses[i], *times[i]});
    }
  }
};

enum class Read : std::uint8_t { taken, unknown, bad };

Read read_prior(std::string_view name, std::string_view value, Priors& priors) {
  std::size_t number = 0;
  const bool is_address = name.starts_with("addr.");
  if (!is_address && !name.starts_with("last.")) return Read::unknown;
  if (!read_number(name.substr(5), number) || number >= MruRequest::kMostPriors) return Read::unknown;
  if (is_address) {
    priors.addresses[number] = read_address(value);
    return priors.addresses[number] ? Read::taken : Read::bad;
  }
  priors.times[number] = read_timestamp(value);
  return priors.times[number] ? Read::taken : Read::bad;
}

Read taken_if(bool good) {
  return good ? Read::taken : Read::bad;
}

bool read_score(std::string_view text, double& score) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), score, std::chars_format::fixed);
  return !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

bool read_local(std::string_view text, MruRequest& request) {
  const auto address = read_address(text);
  if (address) request.local = address->ip;
  return address.has_value();
}

Read read_one(std::string_view name, std::string_view value, MruRequest& request) {
  struct Row {
    std::string_view name;
    std::uint32_t MruRequest::*member;
  };
  constexpr auto kNumbers = std::to_array<Row>({{"mincount", &MruRequest::mincount},
                                                {"mindrop", &MruRequest::mindrop},
                                                {"maxlstint", &MruRequest::maxlstint_s},
                                                {"minlstint", &MruRequest::minlstint_s},
                                                {"recent", &MruRequest::recent},
                                                {"frags", &MruRequest::fragments},
                                                {"limit", &MruRequest::rows}});
  const auto* row = std::ranges::find(kNumbers, name, &Row::name);
  if (row != kNumbers.end()) return taken_if(read_number(value, request.*(row->member)));
  if (name == "resall") return taken_if(read_hex(value, request.all_flags));
  if (name == "resany") return taken_if(read_hex(value, request.any_flags));
  if (name == "laddr") return taken_if(read_local(value, request));
  if (name == "minscore") return taken_if(read_score(value, request.minscore));
  if (name != "nonce") return Read::unknown;
  request.nonce = value;
  return Read::taken;
}

}  // namespace

std::optional<MruRequest> parse_mru_request(std::string_view text) {
  MruRequest request;
  Priors priors;
  for (const Assignment& item : parse_assignments(text)) {
    const std::string_view value = item.value.value_or("");
    Read read = read_one(item.name, value, request);
    if (read == Read::unknown) read = read_prior(item.name, value, priors);
    if (read == Read::bad) return std::nullopt;
    if (read == Read::unknown) break;
  }
  priors.give_to(request);
  return request;
}

}  // namespace foliot::control
