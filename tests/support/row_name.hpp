// The name of a row in a table of cases: INSTANTIATE_TEST_SUITE_P(..., RowName{}), for rows with a member `name`.
#pragma once

#include <gtest/gtest.h>
#include <string>

namespace autoheal::test {

struct RowName {
  template <class Row>
  std::string operator()(const testing::TestParamInfo<Row>& row) const {
    return row.param.name;
  }
};

}  // namespace autoheal::test
