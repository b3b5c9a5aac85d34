// Mode 6 answers for tests of ntpq: any text as the answer to a request, in fragments, and refusals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wire/control_message.hpp"

namespace foliot::test {

using Datagram = std::vector<std::uint8_t>;

struct Mode6Request {
  wire::ControlHeader header;
  std::string data;
  bool sealed = false;
};

inline Mode6Request read_request(const Datagram& bytes) {
  const auto message = wire::parse_control_message(bytes);
  if (!message) return {};
  return {message->header, {message->data.begin(), message->data.end()}, !message->mac.empty()};
}

inline Datagram write_message(const wire::ControlHeader& header, std::string_view data) {
  std::vector<std::uint8_t> buffer(2048);
  wire::ByteWriter out(buffer);
  wire::write_control_message(out, header, std::vector<std::uint8_t>(data.begin(), data.end()));
  const auto written = out.written();
  return {written.begin(), written.end()};
}

/// The whole answer, in fragments of at most 468 octets.
inline std::vector<Datagram> answer_text(const Mode6Request& request, std::string_view text, std::uint16_t status = 0) {
  std::vector<Datagram> datagrams;
  wire::ControlHeader header = request.header;
  header.response = true;
  header.status = status;
  std::size_t at = 0;
  do {
    const std::string_view part = text.substr(at, wire::kMaxControlData);
    header.offset = static_cast<std::uint16_t>(at);
    at += part.size();
    header.more = at < text.size();
    datagrams.push_back(write_message(header, part));
  } while (at < text.size());
  return datagrams;
}

inline std::vector<Datagram> refuse(const Mode6Request& request, wire::ControlError error) {
  wire::ControlHeader header = request.header;
  header.response = true;
  header.error = true;
  header.status = wire::to_status(error);
  return {write_message(header, {})};
}

}  // namespace foliot::test
