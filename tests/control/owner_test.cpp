// What only the owner of the control key may do, and what he is answered (RFC 9327 section 4).
#include <gtest/gtest.h>

#include "control/mode6.hpp"
#include "support/control_exchange.hpp"
#include "support/sealed.hpp"

namespace foliot::control {
namespace {

using wire::ControlError;
using wire::ControlOpcode;

class Recorder final : public Administration {
 public:
  std::string configure(std::string_view text) override { return "configured " + std::string(text) + "\n"; }
  void set_variables(std::span<const NamedValue> values) override {
    for (const NamedValue& value : values) done += value.name + "=" + value.value + ";";
  }
  std::string save_configuration(std::string_view name) override { return "saved " + std::string(name) + "\n"; }

  std::string done;
};

class Owner : public testing::Test {
 protected:
  Owner() : state_(test::full_state()) {
    state_.system.variables = {{.name = "site", .value = "north"}, {.name = "rack", .value = "4"}};
  }

  test::ControlWhole send(ControlOpcode opcode, std::string_view data, std::uint16_t association_id = 0) {
    const ControlRights rights{.may_modify = may_modify_, .control_key = &key_, .administration = &recorder_};
    return test::put_together(
        answer_control(test::control_request(opcode, association_id, data, &sender_key_), state_, rights));
  }
  ControlError error_of(ControlOpcode opcode, std::string_view data, std::uint16_t association_id = 0) {
    const auto whole = send(opcode, data, association_id);
    EXPECT_TRUE(whole.header.error) << data;
    return wire::to_control_error(whole.header.status);
  }

  auth::SymmetricKey key_ = test::key_of("5 SHA1 0123456789abcdef0123456789abcdef01234567");
  auth::SymmetricKey sender_key_ = key_;
  test::ControlState state_;
  Recorder recorder_;
  bool may_modify_ = true;
};

TEST_F(Owner, ConfiguresAndSaves) {
  EXPECT_EQ(send(ControlOpcode::configure, "server a").text, "configured server a\n");
  EXPECT_EQ(send(ControlOpcode::save_configuration, "a.conf").text, "saved a.conf\n");
  EXPECT_EQ(error_of(ControlOpcode::configure, "server a", 17), ControlError::bad_value);
}

TEST_F(Owner, WritesVariablesOfTheConfigurationAllOrNone) {
  const auto whole = send(ControlOpcode::write_variables, "site=south hall, rack=\"5\"");
  EXPECT_FALSE(whole.header.error);
  EXPECT_EQ(whole.text, "");
  EXPECT_EQ(whole.header.status, 0x0615);
  EXPECT_EQ(recorder_.done, "site=south hall;rack=5;");
  recorder_.done.clear();
  EXPECT_EQ(error_of(ControlOpcode::write_variables, "site=x, stratum=1"), ControlError::permission);
  EXPECT_EQ(error_of(ControlOpcode::write_variables, "site=x, nonsense=1"), ControlError::unknown_variable);
  EXPECT_EQ(error_of(ControlOpcode::write_variables, "site=x, rack"), ControlError::bad_format);
  EXPECT_EQ(error_of(ControlOpcode::write_variables, "site=" + std::string(200, 'x')), ControlError::bad_value);
  EXPECT_EQ(error_of(ControlOpcode::write_variables, "site=a\nb"), ControlError::bad_value);
  EXPECT_EQ(error_of(ControlOpcode::write_variables, "site=x", 17), ControlError::permission);
  EXPECT_EQ(recorder_.done, "");
}

TEST_F(Owner, CannotWriteClockVariables) {
  EXPECT_EQ(error_of(ControlOpcode::write_clock_variables, "fudgetime1=1", 21), ControlError::permission);
}

TEST_F(Owner, ReadsOrderedLists) {
  state_.interfaces.resize(1);
  EXPECT_TRUE(send(ControlOpcode::read_ordered_list, "").text.starts_with("addr.0=0.0.0.0:0, bcast.0=,"));
  EXPECT_TRUE(send(ControlOpcode::read_ordered_list, "ifstats").text.starts_with("addr.0="));
  EXPECT_EQ(send(ControlOpcode::read_ordered_list, "addr_restrictions").text, "");
  EXPECT_EQ(error_of(ControlOpcode::read_ordered_list, "everything"), ControlError::unknown_variable);
}

TEST_F(Owner, ReadsOrderedListsUnderNomodifyButChangesNothing) {
  may_modify_ = false;
  EXPECT_FALSE(send(ControlOpcode::read_ordered_list, "ifstats").header.error);
  for (const auto opcode : {ControlOpcode::configure, ControlOpcode::save_configuration, ControlOpcode::write_variables,
                            ControlOpcode::write_clock_variables}) {
    EXPECT_EQ(error_of(opcode, "site=x"), ControlError::permission);
  }
  EXPECT_EQ(recorder_.done, "");
}

TEST_F(Owner, GetsSealedAnswersThatVerify) {
  state_.peers.assign(300, test::silent_peer());
  const ControlRights rights{.control_key = &key_, .administration = &recorder_};
  const auto answers = answer_control(test::control_request(ControlOpcode::read_status, 0, "", &key_), state_, rights);
  EXPECT_EQ(answers.size(), 3U);
  for (const auto& datagram : answers) {
    const auto message = wire::parse_control_message(datagram);
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(message->mac_offset % 8, 0U);
    ASSERT_EQ(message->mac.size(), 24U);
    EXPECT_EQ(message->mac[3], 5);
    EXPECT_TRUE(auth::verifies(key_, std::span(datagram).first(message->mac_offset), message->mac.subspan(4)));
  }
  EXPECT_TRUE(send(ControlOpcode::read_ordered_list, "everything").sealed);
}

TEST_F(Owner, HasSeenTheEventsThatHeReads) {
  send(ControlOpcode::read_variables, "");
  send(ControlOpcode::read_variables, "", 17);
  send(ControlOpcode::read_status, "", 18);
  send(ControlOpcode::read_status, "");
  send(ControlOpcode::read_variables, "", 99);
  EXPECT_EQ(state_.cleared, (std::vector<std::uint16_t>{0, 17, 18}));
}

TEST_F(Owner, IsNobodyElse) {
  sender_key_ = test::key_of("5 SHA1 ffffffffffffffffffffffffffffffffffffffff");
  for (const auto opcode : {ControlOpcode::configure, ControlOpcode::save_configuration, ControlOpcode::write_variables,
                            ControlOpcode::write_clock_variables, ControlOpcode::read_ordered_list}) {
    EXPECT_EQ(error_of(opcode, "site=x"), ControlError::permission);
    EXPECT_FALSE(send(opcode, "site=x").sealed);
  }
  sender_key_ = key_;
  sender_key_.id = 6;
  EXPECT_EQ(error_of(ControlOpcode::configure, "site=x"), ControlError::permission);
  EXPECT_FALSE(send(ControlOpcode::read_variables, "").header.error);
  EXPECT_TRUE(state_.cleared.empty());
  EXPECT_EQ(recorder_.done, "");
}

}  // namespace
}  // namespace foliot::control
