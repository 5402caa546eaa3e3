// Boost.JSON is used as headers only: this unit compiles it, once.
#include <boost/json/src.hpp>
