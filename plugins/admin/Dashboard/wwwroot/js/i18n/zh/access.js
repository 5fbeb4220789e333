export const access = {
  'access.title': '访问控制',
};
