"""The directory of mentors: what is asked (`asked`), who is found and in which order (`found`),
how many each filter would find (`counted`), what helps where nobody is (`nobody`), the page
(`page`)."""
