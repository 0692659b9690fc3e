export default {
  version: "0.2", language: "en-US", useGitignore: true,
  ignorePaths: ["package-lock.json", "lib/cli/golden/**", "**/*.svg", "prisma/migrations/**"],
  dictionaries: ["typescript","node","npm","softwareTerms","companies","html","css","fonts","bash","filetypes","networkingTerms","en_us","git","k8s"],
};
