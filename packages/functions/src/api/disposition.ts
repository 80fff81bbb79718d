/** How a file is named in an answer: the same as in a link to it. */
export { disposition } from "@beschlussweg/core/disposition"
