// The README as the editor shows it of an installed extension: that page resolves no relative address and draws no picture that does
// not come over http (neither of the package nor a data: address), and there is no public place where ours are.

const relative = String.raw`(?!https?:|mailto:|#)[^)\s]+`;

/** Without pictures; of links the words are left. What is nothing but a link is left out, in parentheses or under "More". */
export function packagedReadme(markdown) {
  const picture = new RegExp(String.raw`!\[[^\]]*\]\(${relative}\)\n*`, 'g');
  const aside = new RegExp(String.raw`\s+\(\[[^\]]*\]\(${relative}\)\)`, 'g');
  const link = new RegExp(String.raw`\[([^\]]*)\]\(${relative}\)`, 'g');
  return markdown
    .replace(/^## More\n[^]*?(?=^## |(?![^]))/m, '')
    .replace(picture, '')
    .replace(aside, '')
    .replace(link, '$1');
}
