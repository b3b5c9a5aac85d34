// Mode 6 requests and answers for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "auth/mac.hpp"
#include "control/mode6.hpp"
#include "support/control_state.hpp"
#include "wire/control_message.hpp"

namespace foliot::test {

using Octets = std::vector<std::uint8_t>;

inline Octets control_request(wire::ControlOpcode opcode, std::uint16_t association_id = 0, std::string_view data = "",
                              const auth::SymmetricKey* key = nullptr) {
  wire::ControlHeader header;
  header.opcode = opcode;
  header.sequence = 0x1234;
  header.association_id = association_id;
  Octets bytes(wire::ControlHeader::kSize + data.size() + 64);
  wire::ByteWriter out(bytes);
  wire::write_control_message(out, header, Octets(data.begin(), data.end()));
  if (key != nullptr) {
    out.pad_to(8);
    auth::seal(out, *key);
  }
  bytes.resize(out.size());
  return bytes;
}

/// All fragments put together, each checked for its frame.
struct ControlWhole {
  wire::ControlHeader header;  ///< of the last fragment
  std::string text;
  std::size_t fragments = 0;
  std::size_t octets = 0;
  bool sealed = true;  ///< every one carries a MAC
};

inline ControlWhole put_together(const std::vector<control::ControlDatagram>& datagrams) {
  ControlWhole whole;
  whole.sealed = !datagrams.empty();
  for (const auto& datagram : datagrams) {
    EXPECT_EQ(datagram.size() % 4, 0U);
    const auto message = wire::parse_control_message(datagram);
    if (!message) {
      ADD_FAILURE() << "a fragment is no control message";
      break;
    }
    whole.header = message->header;
    EXPECT_TRUE(message->header.response);
    EXPECT_EQ(message->header.offset, whole.text.size());
    EXPECT_LE(message->data.size(), wire::kMaxControlData);
    EXPECT_EQ(message->header.more, whole.fragments + 1 < datagrams.size());
    whole.text.append(message->data.begin(), message->data.end());
    whole.sealed = whole.sealed && message->mac.size() > 4;
    whole.octets += datagram.size();
    ++whole.fragments;
  }
  return whole;
}

}  // namespace foliot::test
