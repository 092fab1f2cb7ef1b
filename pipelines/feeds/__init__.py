"""What other platforms read by machine: public leaders and boards, publications and exits."""
