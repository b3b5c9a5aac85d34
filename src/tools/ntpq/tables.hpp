// Tables: the commands that print a fixed set of variables, a label and a value in each line (sysinfo, kerninfo,
// pstats and so on). Scripts cut them at the labels, so these keep their text and width.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ntpq/cooked.hpp"

namespace foliot::ntpq {

/// How a value of a table is written.
enum class CellForm : std::uint8_t {
  text,       ///< as sent, without quotes
  leap,       ///< two binary digits
  mode,       ///< the name of an association mode
  address,    ///< a name, or the address itself
  date,       ///< a timestamp
  reference,  ///< a reference id
};

struct TableRow {
  std::string_view variable;
  std::string_view label;
  CellForm form = CellForm::text;
};

struct Table {
  std::string_view command;
  std::size_t label_width;
  bool with_status;  ///< a line as `rv` has it goes before
  std::span<const TableRow> rows;
};

/// The table that `command` prints; `command` must be one of theirs.
[[nodiscard]] const Table& table_of(std::string_view command);
[[nodiscard]] std::span<const Table> all_tables();

/// The names of its variables, joined by commas.
[[nodiscard]] std::string names_of(const Table& table);
/// One line for each variable of the table that is among `variables`, in the order of the table.
[[nodiscard]] std::string table_text(const Table& table, const VariablePairs& variables, const CookedStyle& style);

}  // namespace foliot::ntpq
