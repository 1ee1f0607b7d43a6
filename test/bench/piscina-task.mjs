/** @param {number} item */
export default item => item * 2;
