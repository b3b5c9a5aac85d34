#include "daemon/xdp_layout.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace foliot::daemon {
namespace {

using platform::Link;
using platform::XdpPort;

constexpr int kMostBelow = 8;  // links are not stacked deeper; and nobody can send us round in circles

platform::XdpMode to_platform(config::XdpMode mode) {
  if (mode == config::XdpMode::native) return platform::XdpMode::native;
  return mode == config::XdpMode::generic ? platform::XdpMode::generic : platform::XdpMode::automatic;
}

class Stack {
 public:
  Stack(std::span<const Link> links, std::span<const platform::XdpPlace> served) : links_(links) {
    for (const Link& link : links) by_index_.emplace(link.index, &link);
    for (const auto& place : served) with_address_.insert(place.interface);
  }

  [[nodiscard]] const Link* find(std::string_view name) const {
    const auto found = std::ranges::find(links_, name, &Link::name);
    return found == links_.end() ? nullptr : &*found;
  }
  [[nodiscard]] std::span<const Link> links() const { return links_; }

  /// Where frames for addresses of its own come in, for `auto`.
  [[nodiscard]] std::set<std::uint32_t> entrances() const {
    std::set<std::uint32_t> found;
    for (const Link& link : links_) {
      if (!link.is_loopback && with_address_.contains(link.index)) add_entrances(link, kMostBelow, found);
    }
    return found;
  }

  /// The frames that come in by `entrance` itself: untagged, and in each VLAN on it.
  void add_ports(std::uint32_t entrance, std::vector<XdpPort>& ports) const {
    const auto chain = with_masters(entrance);
    const auto owner = std::ranges::find_if(chain, [this](auto link) { return with_address_.contains(link); });
    ports.push_back({entrance, 0, 0, owner == chain.end() ? entrance : *owner});
    for (const Link& outer : links_) {
      if (!is_vlan_on(outer, chain)) continue;
      ports.push_back({entrance, outer.vlan, 0, outer.index});
      for (const Link& inner : links_) {
        if (inner.parent == outer.index) ports.push_back({entrance, outer.vlan, inner.vlan, inner.index});
      }
    }
  }

  /// The program of a bond runs at its members.
  [[nodiscard]] std::vector<std::uint32_t> members(std::uint32_t link) const {
    std::vector<std::uint32_t> found{link};
    for (const Link& one : links_) {
      if (one.master == link) found.push_back(one.index);
    }
    return found;
  }

 private:
  static bool is_vlan_on(const Link& link, std::span<const std::uint32_t> chain) {
    return link.vlan != 0 && std::ranges::find(chain, link.parent) != chain.end();
  }

  [[nodiscard]] const Link* at(std::uint32_t index) const {
    const auto found = by_index_.find(index);
    return found == by_index_.end() ? nullptr : found->second;
  }

  [[nodiscard]] std::vector<std::uint32_t> with_masters(std::uint32_t index) const {
    std::vector<std::uint32_t> chain{index};
    for (const Link* link = at(index); link != nullptr && link->master != 0 && chain.size() < kMostBelow;) {
      chain.push_back(link->master);
      link = at(link->master);
    }
    return chain;
  }

  void add_entrances(const Link& link, int depth, std::set<std::uint32_t>& found) const {
    if (depth == 0) return;
    if (link.kind == "bridge") {
      for (const Link& one : links_) {
        const bool is_outside = one.kind.empty() || one.kind == "bond" || one.kind == "vlan";
        if (one.master == link.index && is_outside) add_entrances(one, depth - 1, found);
      }
    } else if (link.parent != 0) {
      if (const Link* parent = at(link.parent)) add_entrances(*parent, depth - 1, found);
    } else {
      found.insert(link.index);
    }
  }

  std::span<const Link> links_;
  std::map<std::uint32_t, const Link*> by_index_;
  std::set<std::uint32_t> with_address_;
};

/// By interface; those that are off, too.
std::map<std::string, config::XdpLine> last_lines(std::span<const config::XdpLine> lines) {
  std::map<std::string, config::XdpLine> last;
  for (const config::XdpLine& line : lines) last.insert_or_assign(line.interface, line);
  return last;
}

}  // namespace

XdpLayout lay_out_xdp(std::span<const config::XdpLine> lines, std::span<const Link> links,
                      std::span<const platform::XdpPlace> served) {
  XdpLayout layout;
  const Stack stack(links, served);
  const auto last = last_lines(lines);
  const auto others = last.find("auto");
  const std::set<std::uint32_t> entrances =
      others != last.end() && !others->second.off ? stack.entrances() : std::set<std::uint32_t>{};
  for (const Link& link : stack.links()) {
    const auto own = last.find(link.name);
    const bool is_named = own != last.end() && link.name != "auto";
    const bool is_wanted = is_named ? !own->second.off : entrances.contains(link.index);
    if (!is_wanted || link.is_loopback) continue;
    const config::XdpLine& line = is_named ? own->second : others->second;
    layout.targets.push_back({link.index, link.name, to_platform(line.mode)});
    for (const std::uint32_t entrance : stack.members(link.index)) stack.add_ports(entrance, layout.ports);
  }
  for (const auto& [name, line] : last) {
    if (name != "auto" && !line.off && stack.find(name) == nullptr) layout.missing.push_back(name);
  }
  return layout;
}

}  // namespace foliot::daemon
