// Equality of configurations that may come from different files.
#include "config/config.hpp"

namespace foliot::config {
namespace {

template <class Line>
Line placeless(Line line) {
  line.place = {};
  return line;
}

template <class Lines>
void forget_places(Lines& lines) {
  for (auto& line : lines) line.place = {};
}

Config without_places(Config config) {
  forget_places(config.associations);
  forget_places(config.held_back);
  forget_places(config.fudges);
  forget_places(config.restricts);
  forget_places(config.interfaces);
  return config;
}

}  // namespace

bool same_settings(const Config& a, const Config& b) {
  return without_places(a) == without_places(b);
}

bool same_settings(const AssociationLine& a, const AssociationLine& b) {
  return placeless(a) == placeless(b);
}

bool same_settings(const RestrictLine& a, const RestrictLine& b) {
  return placeless(a) == placeless(b);
}

}  // namespace foliot::config
