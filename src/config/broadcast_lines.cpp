// `broadcastclient`, `multicastclient` and `broadcastdelay`: following servers that send unasked.
#include <algorithm>
#include <string>
#include <utility>

#include "config/directives.hpp"
#include "config/options.hpp"

namespace foliot::config {
namespace {

constexpr std::string_view kDefaultGroup = "224.0.1.1";  // assigned to NTP by IANA

}  // namespace

void read_broadcastclient(Line& line, Reading& reading) {
  const Word* word = line.take();
  if (word != nullptr && (word->quoted || word->text != "novolley")) {
    return line.lose(*word, {.code = FindingCode::unknown_option, .expected = "novolley, or the end of the line"});
  }
  line.expect_end();
  if (line.lost()) return;
  reading.config.broadcast_client.enabled = true;
  reading.config.broadcast_client.novolley = word != nullptr;
}

void read_multicastclient(Line& line, Reading& reading) {
  auto groups = reading.config.broadcast_client.groups;
  const auto add = [&groups](std::string_view group) {
    if (std::ranges::find(groups, group) == groups.end()) groups.emplace_back(group);
  };
  if (line.peek() == nullptr) add(kDefaultGroup);
  while (const Word* word = line.take()) {
    if (!base::IpAddress::parse(word->text)) {
      line.lose(*word, {.code = FindingCode::bad_address, .expected = "the address of a multicast group"});
    }
    add(word->text);
  }
  if (!line.lost()) reading.config.broadcast_client.groups = std::move(groups);
}

void read_broadcastdelay(Line& line, Reading& reading) {
  if (const auto delay = read_only_value(line)) reading.config.broadcast_client.delay_s = delay->number;
}

}  // namespace foliot::config
