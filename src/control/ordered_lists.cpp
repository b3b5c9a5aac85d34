#include "control/ordered_lists.hpp"

#include "control/numbered_values.hpp"
#include "control/restrict_words.hpp"
#include "control/value_text.hpp"

namespace foliot::control {
namespace {

NumberedValues values_of(const InterfaceView& view, std::size_t number) {
  NumberedValues values(number);
  values.add("addr", view.address.to_string());
  values.add("bcast", view.broadcast ? view.broadcast->to_string() : "");
  values.add("en", view.enabled ? "1" : "0");
  values.add("name", quoted_text(view.name));
  values.add("flags", hex_text(view.flags));
  values.add("tl", std::to_string(view.ttl));
  values.add("mc", std::to_string(view.groups));
  values.add("rx", std::to_string(view.received));
  values.add("tx", std::to_string(view.sent));
  values.add("txerr", std::to_string(view.not_sent));
  values.add("pc", std::to_string(view.peers));
  values.add("up", whole_text(view.uptime_s));
  return values;
}

}  // namespace

std::string interfaces_text(std::span<const InterfaceView> interfaces, std::size_t limit) {
  VariableList list;
  std::size_t number = 0;
  for (const InterfaceView& view : interfaces) {
    if (!values_of(view, number++).add_to(list, limit)) break;
  }
  return list.finish();
}

std::string restrictions_text(const AccessView& access, std::size_t limit) {
  VariableList list;
  if (!access.list) return {};
  const auto entries = access.list->entries();
  std::size_t number = 0;
  for (const base::IpFamily family : {base::IpFamily::v4, base::IpFamily::v6}) {
    for (std::size_t i = entries.size(); i-- > 0;) {
      const access::RestrictEntry& entry = entries[i];
      if (entry.address.family() != family) continue;
      NumberedValues values(number++);
      values.add("addr", entry.address.to_string());
      values.add("mask", entry.mask.to_string());
      values.add("hits", std::to_string(i < access.hits.size() ? access.hits[i] : 0));
      values.add("flags", restrict_words(entry));
      if (!values.add_to(list, limit)) return list.finish();
    }
  }
  return list.finish();
}

}  // namespace foliot::control
