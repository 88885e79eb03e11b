throw new SyntaxError('cannot load');
