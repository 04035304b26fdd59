"""What a person sees or takes along: tables, evidence set for reading, the network page, files of other formats."""
