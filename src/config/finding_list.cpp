#include "config/finding_list.hpp"

#include <algorithm>
#include <utility>

namespace foliot::config {

void FindingList::add(Finding finding) {
  if (findings_.size() == kMaxFindings) return;
  if (findings_.size() + 1 == kMaxFindings) {
    finding = Finding{.severity = Severity::warning,
                      .code = FindingCode::more_not_listed,
                      .place = std::move(finding.place),
                      .word = {},
                      .expected = {},
                      .line_lost = false};
  }
  findings_.push_back(std::move(finding));
}

bool FindingList::contains(FindingCode code, std::string_view word) const {
  return std::ranges::any_of(findings_, [&](const Finding& f) { return f.code == code && f.word == word; });
}

}  // namespace foliot::config
